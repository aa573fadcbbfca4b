import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from '@playwright/test'
import { findBrowser } from '../../scripts/find-browser.mjs'

/** A browser with its profile on the disk, whose process can be killed and started again. */
export interface BrowserProcess {
  /** Of its profile. */
  readonly folder: string
  /** @returns its one profile */
  launch(): Promise<BrowserContext>
  /** SIGKILL to the whole browser: no goodbye. */
  kill(): Promise<void>
  dispose(): Promise<void>
}

export async function createBrowserProcess(): Promise<BrowserProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'satchel-profile-'))
  const executable = (await findBrowser()) ?? ''
  let child: ChildProcess | undefined

  const kill = async () => {
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    // Its own process group: the browser's helpers go with it.
    process.kill(-child.pid, 'SIGKILL')
    await ended
  }
  return {
    folder,
    launch: async () => {
      const args = [
        '--headless',
        '--no-sandbox',
        '--no-first-run',
        // No page of its own that is being made while Playwright attaches to all there are: on a busy machine that never ended.
        '--no-startup-window',
        '--remote-debugging-port=0',
        `--user-data-dir=${folder}`,
      ]
      const started = spawn(executable, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
      child = started
      const browser = await chromium.connectOverCDP(await addressOf(started))
      const [context] = browser.contexts()
      if (!context) throw new Error('a browser has its default context')
      return context
    },
    kill,
    dispose: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Goes on reading what the browser says: one that writes into a closed pipe stands still. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    child.stderr?.on('data', (chunk) => {
      output += String(chunk)
      // Up to the line's end: what comes first may be a piece of the address.
      const address = /DevTools listening on (ws:\S+)\s/.exec(output)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.on('exit', () => reject(new Error(`the browser did not start:\n${output}`)))
    child.on('error', reject)
  })
}
