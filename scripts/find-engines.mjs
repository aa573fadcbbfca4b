import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canInstallWithApt, installWithApt } from './apt.mjs'
import { run } from './run.mjs'

/**
 * The browser engines beside Chromium that the browser tests run on. Each is either there, or says why not.
 * @typedef {{ path: string } | { absent: string }} Firefox
 * @typedef {{ driver: string, browser: string, display: string } | { absent: string }} WebKit
 */

/** @returns {Promise<Firefox>} a released Firefox; Playwright's own is another build, which does not speak WebDriver BiDi */
export async function findFirefox() {
  const path = onPath(['firefox-esr', 'firefox'])
  if (path === undefined) return { absent: 'Firefox is not installed' }
  const { code } = await run(path, ['--version'], { quiet: true, timeoutMs: 20_000 })
  return code === 0 ? { path } : { absent: `${path} does not run` }
}

/** @returns {WebKit} WebKitGTK's driver, its small browser, and a display to show it on; Playwright's own has no such driver */
export function findWebKit() {
  const driver = onPath(['WebKitWebDriver'])
  const browser = miniBrowser()
  const display = onPath(['Xvfb'])
  if (driver === undefined) return { absent: 'WebKitWebDriver is not installed' }
  if (browser === undefined) return { absent: 'WebKitGTK’s MiniBrowser is not installed' }
  return display === undefined ? { absent: 'Xvfb is not installed' } : { driver, browser, display }
}

/** Brings the engines that are missing, where that can be done; says so where it cannot. */
export async function ensureEngines() {
  const missing = await missingPackages()
  if (missing.length === 0) return
  if (canInstallWithApt()) await installWithApt(missing)
  for (const { absent } of [await findFirefox(), findWebKit()]) {
    if (absent !== undefined) console.log(`Some browser tests cannot run: ${absent}.`)
  }
}

/** On such a machine an engine that is missing is no excuse. */
export function canBringEngines() {
  return canInstallWithApt() && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/** It is not on the path: it lies with its library, in the machine's own folder. @returns {string | undefined} */
function miniBrowser() {
  const folders = existsSync('/usr/lib') ? ['', ...readdirSync('/usr/lib')] : []
  return folders
    .flatMap((folder) =>
      ['webkit2gtk-4.1', 'webkitgtk-6.0'].map((library) => join('/usr/lib', folder, library, 'MiniBrowser')),
    )
    .find((path) => existsSync(path))
}

async function missingPackages() {
  return [
    ...('absent' in (await findFirefox()) ? ['firefox-esr'] : []),
    ...('absent' in findWebKit() ? ['webkit2gtk-driver', 'xvfb', 'xauth', 'dbus'] : []),
  ]
}

/** @param {string[]} names @returns {string | undefined} */
function onPath(names) {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(':').filter(Boolean)]
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}
