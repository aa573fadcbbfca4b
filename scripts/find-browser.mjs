import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { canInstallWithApt, installWithApt } from './apt.mjs'
import { fail, root, run } from './run.mjs'

/**
 * A Chromium that is there and runs.
 * @returns {Promise<string | undefined>} its path
 */
export async function findBrowser() {
  if (process.env.CHROMIUM_PATH) {
    if (await doesRun(process.env.CHROMIUM_PATH)) return process.env.CHROMIUM_PATH
    fail(`CHROMIUM_PATH is "${process.env.CHROMIUM_PATH}", but no browser runs there.`)
  }
  for (const path of [...onPath(), playwrightsOwn()]) {
    if (existsSync(path) && (await doesRun(path))) return path
  }
  return undefined
}

/** As findBrowser, and brings one if there is none. Ends the process with a plain sentence if that fails. */
export async function ensureBrowser() {
  const found = await findBrowser()
  if (found !== undefined) return found
  console.log('No Chromium here; bringing one …')
  await run('npx', ['playwright', 'install', 'chromium'], {
    timeoutMs: 300_000,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '20000' },
  })
  const downloaded = await findBrowser()
  if (downloaded !== undefined) return downloaded
  if (canInstallWithApt()) {
    // The downloaded one may lack only libraries; Debian's own brings its libraries with it.
    await installWithApt(['chromium'])
    const installed = await findBrowser()
    if (installed !== undefined) return installed
    await run('npx', ['playwright', 'install', '--with-deps', 'chromium'], { timeoutMs: 300_000 })
  }
  return (
    (await findBrowser()) ??
    fail('The browser tests need Chromium. Install it (or Google Chrome), or set CHROMIUM_PATH to one.')
  )
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function onPath() {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(':').filter(Boolean)]
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function playwrightsOwn() {
  return createRequire(join(root, 'package.json'))('playwright-core').chromium.executablePath()
}

async function doesRun(path) {
  return (await run(path, ['--version'], { quiet: true, timeoutMs: 20_000 })).code === 0
}
