import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { findBrowser } from '../../scripts/find-browser.mjs'
import type { Bench } from '../device/main.ts'
import type { Screen } from '../device/screen.ts'

declare global {
  interface Window {
    readonly bench: Bench
    readonly benchScreen: Screen
  }
}

/** A browser whose profile lies on the disk; each of its pages begins with some scripts of ours. */
export interface Profile {
  readonly context: BrowserContext
  /** Closes the browser and removes the profile. */
  dispose(): Promise<void>
}

export async function openProfile(scripts: readonly Script[]): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'satchel-bench-profile-'))
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: (await findBrowser()) ?? '',
    // Containers have no user namespaces for its sandbox; only our own server's pages are opened.
    chromiumSandbox: false,
    viewport: { width: 1280, height: 800 },
  })
  for (const script of scripts) await context.addInitScript({ content: await bundle(script) })
  return {
    context,
    dispose: async () => {
      await context.close()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** A page of the server's origin that is not the app: for measuring src/db and src/sync alone. */
export async function openBarePage({ context }: Profile, origin: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${origin}/api/health`)
  return page
}

/** Makes the page's main thread so many times slower. */
export async function throttle(devtools: CDPSession, rate: number): Promise<void> {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate })
}

/** As if the phone had just been taken out of the pocket: no worker runs. */
export async function stopWorkers(devtools: CDPSession): Promise<void> {
  await devtools.send('ServiceWorker.enable')
  await devtools.send('ServiceWorker.stopAllWorkers')
}

/** Files of bench/device. */
type Script = 'main' | 'screen'

async function bundle(script: Script): Promise<string> {
  const built = await build({
    entryPoints: [join(import.meta.dirname, `../device/${script}.ts`)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'chrome120',
  })
  return built.outputFiles[0]?.text ?? ''
}
