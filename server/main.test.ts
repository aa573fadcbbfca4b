import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from './http/testing/test-server.ts'

// The server as a process of its own, bundled as `npm start` bundles it.

const root = join(import.meta.dirname, '..')
const bundle = join(root, `.cache/main-test-${process.pid}/main.js`)
let dir: string
const running: ChildProcess[] = []

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'satchel-main-'))
  execFileSync(
    join(root, 'node_modules/.bin/esbuild'),
    [
      'server/main.ts',
      '--bundle',
      '--platform=node',
      '--format=esm',
      `--outfile=${bundle}`,
      '--external:better-sqlite3',
      '--external:pg-native',
      '--log-level=error',
      "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    ],
    { cwd: root },
  )
})

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
  await rm(join(bundle, '..'), { recursive: true, force: true })
})

interface Running {
  readonly child: ChildProcess
  /** What it has printed so far, on both streams. */
  output(): string
  readonly exited: Promise<number | null>
}

function start(env: Record<string, string>): Running {
  let output = ''
  const child = spawn(process.execPath, [bundle], {
    cwd: dir,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
  })
  running.push(child)
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()))
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return { child, output: () => output, exited }
}

/** @returns the address, once it is printed */
async function untilListening({ child, output, exited }: Running): Promise<string> {
  for (;;) {
    const [, url] = /Satchel is at (\S+)/.exec(output()) ?? []
    if (url !== undefined) return url
    const ended = await Promise.race([once(child.stdout ?? child, 'data'), exited])
    if (!Array.isArray(ended)) throw new Error(`the server ended: ${output()}`)
  }
}

async function refusal(env: Record<string, string>): Promise<string> {
  const { output, exited } = start(env)
  expect(await exited).toBe(1)
  expect(output()).not.toMatch(/^\s+at /m)
  return output().trim()
}

describe('the process', () => {
  it('[HT4] prints its address and the accounts of the demo, and lets them in', async () => {
    const server = start({ SATCHEL_DATA: join(dir, 'made/for/it') })
    const url = await untilListening(server)
    expect(server.output()).toContain('ana@demo.test')
    expect(server.output()).toContain('satchel-demo')
    expect((await (await signIn(url, 'ana@demo.test')).get('/api/sync/pull?limit=1')).status).toBe(200)
  })

  it('[HT4] SATCHEL_DEMO=0 makes nobody and nothing', async () => {
    const server = start({ SATCHEL_DATA: join(dir, 'bare'), SATCHEL_DEMO: '0' })
    const url = await untilListening(server)
    expect(server.output()).not.toContain('demo.test')
    await expect(signIn(url, 'ana@demo.test')).rejects.toThrow('UNAUTHENTICATED')
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '[HT5] %s ends live streams, finishes, and closes the database cleanly',
    async (signal) => {
      const dataDir = join(dir, signal)
      const server = start({ SATCHEL_DATA: dataDir })
      const url = await untilListening(server)
      const ana = await signIn(url, 'ana@demo.test')
      const live = await ana.send('/api/sync/live')
      const change = { op: 'create', model: 'buildings', id: 'last', version: 0, data: { name: 'The last one' } }
      const { results } = (await ana.post('/api/sync/push', { changes: [change] })).json
      expect(results).toMatchObject([{ ok: true }])
      server.child.kill(signal)
      expect(await live.text()).toContain('event: cursor')
      expect(await server.exited).toBe(0)
      const again = start({ SATCHEL_DATA: dataDir })
      const nextUrl = await untilListening(again)
      const rows = (await (await signIn(nextUrl, 'ana@demo.test')).get('/api/sync/pull?model=buildings&limit=5000'))
        .json
      expect(rows.data.filter(({ id }: { id: string }) => id === 'last')).toHaveLength(1)
    },
  )

  it('[HT3] a port that is taken is said plainly', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const said = await refusal({ PORT: port, SATCHEL_DATA: join(dir, 'taken'), SATCHEL_DEMO: '0' })
    expect(said).toBe(
      `Satchel did not start. Port ${port} is taken by another program. Stop that, or set PORT to another number.`,
    )
    other.close()
  })

  it('[HT3] a host that is none is said plainly', async () => {
    const said = await refusal({ HOST: '203.0.113.7', SATCHEL_DATA: join(dir, 'host'), SATCHEL_DEMO: '0' })
    expect(said).toBe('Satchel did not start. HOST is 203.0.113.7, which is no address of this machine.')
  })

  it('[HT3] a folder that is none, or holds a damaged database, is said plainly', async () => {
    await writeFile(join(dir, 'file'), '')
    expect(await refusal({ SATCHEL_DATA: join(dir, 'file') })).toContain('which is not a folder')
    await mkdir(join(dir, 'damaged'))
    await writeFile(join(dir, 'damaged/satchel.db'), 'this is no database'.repeat(100))
    expect(await refusal({ SATCHEL_DATA: join(dir, 'damaged') })).toContain('Restore a backup')
  })

  it('[HT3] a folder that is not writable is said plainly', async () => {
    // Not even the superuser may make a folder there.
    for (const folder of ['/sys/satchel', '/proc/satchel/data']) {
      expect(await refusal({ SATCHEL_DATA: folder })).toBe(
        `Satchel did not start. The folder ${folder} is not writable. Give this user the right, or set SATCHEL_DATA to another folder.`,
      )
    }
  })

  it('[HT2] a bad variable is said plainly', async () => {
    expect(await refusal({ PORT: 'eighty' })).toBe('Satchel did not start. PORT must be a number from 0 to 65535.')
    expect(await refusal({ DATABASE_URL: 'mysql://x/y' })).toContain('DATABASE_URL must be')
  })

  it('[HT3] a PostgreSQL that does not answer is said plainly, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://ana:secret@127.0.0.1:1/satchel', SATCHEL_DATA: join(dir, 'away') }
    expect(await refusal(env)).toBe(
      'Satchel did not start. No PostgreSQL answers at 127.0.0.1:1, which DATABASE_URL names. Is it running?',
    )
  })
})
