import { spawnSync } from 'node:child_process'
import { on, once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from '@playwright/test'
import { findBrowser } from '../../scripts/find-browser.mjs'

/** A browser with a network card of its own, on a cable that can really be pulled. */
export interface BrowserOnCable {
  readonly context: BrowserContext
  /** Resolves when the link is down: nothing passes, and the browser's system says so. */
  pull(): Promise<void>
  plug(): Promise<void>
  close(): Promise<void>
}

/** Why there can be no cable here; undefined if there can. */
export function whyNoCable(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only'
  if (spawnSync('ip', ['-V']).status !== 0) return 'the program "ip" (package iproute2) is missing'
  const made = spawnSync('unshare', ['-Urn', 'ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1'])
  return made.status === 0 ? undefined : `this user may not make a network: ${String(made.stderr).trim()}`
}

/** The address under which the browser sees the server: a name that counts as local, so that a worker may be installed. */
export const CABLE_HOST = 'app.localhost'

/** @param serverPort on 127.0.0.1; the server's origin must be `http://app.localhost:<serverPort>` */
export async function launchOnCable(serverPort: number): Promise<BrowserOnCable> {
  const folder = await mkdtemp(join(tmpdir(), 'satchel-cable-'))
  const upstreamPath = join(folder, 'server')
  const controlPath = join(folder, 'control')
  const upstream = createServer((socket) => {
    const server = connect(serverPort, '127.0.0.1')
    socket.pipe(server).pipe(socket)
    socket.on('error', () => server.destroy())
    server.on('error', () => socket.destroy())
  }).listen(upstreamPath)
  const control = createServer().listen(controlPath)
  await Promise.all([once(upstream, 'listening'), once(control, 'listening')])
  const relay = once(control, 'connection')

  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: join(import.meta.dirname, 'browser-behind-cable.sh'),
    args: [`--host-resolver-rules=MAP ${CABLE_HOST} 10.77.0.2`],
    chromiumSandbox: false,
    env: {
      ...definedVariables(),
      CABLE_BROWSER: (await findBrowser()) ?? '',
      CABLE_NODE: process.execPath,
      CABLE_PORT: String(serverPort),
      CABLE_UPSTREAM: upstreamPath,
      CABLE_CONTROL: controlPath,
    },
  })
  // The only argument of a 'connection' event.
  const [socket] = (await relay) as [Socket]
  const answers = on(socket, 'data')
  await answers.next()
  const command = async (word: 'up' | 'down') => {
    socket.write(`${word}\n`)
    await answers.next()
  }
  return {
    context,
    pull: () => command('down'),
    plug: () => command('up'),
    close: async () => {
      socket.destroy()
      await context.close()
      upstream.close()
      control.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function definedVariables(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
