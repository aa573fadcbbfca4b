import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The real, built server in a process of its own, with a data folder of its own that outlives the process. */
export interface TestServer {
  readonly port: number
  readonly dataFolder: string
  /** What the browser must type; the server believes no other origin. */
  readonly origin: string
  /** Resolves when it listens, rejects if it ended before. */
  start(): Promise<void>
  /** SIGKILL: no goodbye, as a power cut. Resolves when the process is gone. */
  kill(): Promise<void>
  /** SIGTERM. @returns the exit code */
  stop(): Promise<number | null>
  /** Everything it printed. */
  output(): string
  /** Ends the process and removes the data. */
  dispose(): Promise<void>
}

/**
 * @param options.origin where browsers reach it, if that is not its own port (a proxy)
 * @param options.port a free one otherwise
 * @param options.dataFolder its data so far; `dispose` removes it. A new one otherwise
 * @param options.build the folder of another build; this one's otherwise
 * @param options.env more variables of its environment
 */
export async function createTestServer(
  options: {
    readonly origin?: string
    readonly port?: number
    readonly dataFolder?: string
    readonly build?: string
    readonly env?: { readonly [name: string]: string }
  } = {},
): Promise<TestServer> {
  const port = options.port ?? (await freePort())
  const origin = options.origin ?? `http://localhost:${port}`
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'satchel-e2e-')))
  const env = { ...process.env, PORT: String(port), SATCHEL_DATA: dataFolder, SATCHEL_ORIGIN: origin, ...options.env }
  let child: ChildProcess | undefined
  let output = ''

  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
    return child.exitCode
  }
  return {
    port,
    origin,
    dataFolder,
    start: async () => {
      const started = spawn(process.execPath, ['dist-server/main.js'], {
        cwd: options.build ?? root,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = started
      const before = output.length
      for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
      await untilListening(started, () => output.slice(before))
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    output: () => output,
    dispose: async () => {
      await end('SIGKILL')
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

const root = join(import.meta.dirname, '../..')

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

/** Its first words on the standard output are the address at which it listens. */
function untilListening(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`the server did not start in 30 s:\n${output()}`)), 30_000)
    child.stdout?.on('data', () => {
      if (!output().includes('Satchel is at')) return
      clearTimeout(tooLong)
      resolve()
    })
    child.once('exit', (code) => {
      clearTimeout(tooLong)
      reject(new Error(`the server ended with ${code}:\n${output()}`))
    })
  })
}
