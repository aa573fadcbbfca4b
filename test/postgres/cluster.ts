import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { findPostgres } from '../../scripts/find-postgres.mjs'

/** A PostgreSQL server of our own, in a folder of its own, heard on a socket in it. */
export interface Cluster {
  /** The address of one of its databases. */
  url(database: string): string
  /** A new, empty database. @returns its address */
  createDatabase(): Promise<string>
  /** Stops it and keeps its data. `crash`: at once, as if the machine had; it recovers at the next start. */
  stop(how: 'orderly' | 'crash'): Promise<void>
  start(): Promise<void>
  /** Stops it and removes its folder. */
  dispose(): Promise<void>
}

export interface ClusterOptions {
  /** Does every commit reach the disk? What survives the end of processes, but not of the machine, is much faster. */
  readonly isDurable: boolean
}

/** @throws Error if the machine has no PostgreSQL */
export async function startCluster({ isDurable }: ClusterOptions): Promise<Cluster> {
  const programs = findPostgres()
  if ('absent' in programs) throw new Error(programs.absent)
  const user = unprivilegedUser()
  const folder = mkdtempSync(join(tmpdir(), 'satchel-pg-'))
  chmodSync(folder, 0o755)
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  execFileSync(join(programs.folder, 'initdb'), [...initOptions(programs.major), '-D', data], {
    ...user,
    stdio: 'pipe',
  })
  const launch = () => launchServer({ program: join(programs.folder, 'postgres'), data, folder, isDurable, user })
  let server = await launch()
  let databases = 0
  const url = (database: string): string => `postgres://satchel@localhost/${database}?host=${folder}`
  return {
    url,
    createDatabase: async () => {
      const name = `test_${process.pid}_${++databases}`
      await ask(url('postgres'), `create database ${name}`)
      return url(name)
    },
    stop: (how) => server.stop(how === 'orderly' ? 'INT' : 'QUIT'),
    start: async () => {
      server = await launch()
    },
    dispose: async () => {
      await server.stop('QUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Runs one statement on a connection of its own. */
export async function ask(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}

/** Its words are ordered as English orders them, where that can be had: only columns that say "C" are ordered by bytes. */
function initOptions(major: number): string[] {
  const collation = major >= 15 ? ['--locale-provider=icu', '--icu-locale=en-US'] : []
  return ['-U', 'satchel', '-A', 'trust', '-E', 'UTF8', '--locale=C', ...collation, '--no-sync']
}

/** initdb and postgres refuse to run as root. @returns undefined if we are not root */
function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres:', 'nobody:'].flatMap((name) => lines.find((line) => line.startsWith(name)) ?? [])[0] ?? ''
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

interface Launch {
  readonly program: string
  readonly data: string
  readonly folder: string
  readonly isDurable: boolean
  readonly user: { readonly uid: number; readonly gid: number } | undefined
}

/**
 * The shell between us and the server reads from us with which signal to end it. If we are gone without a word, it ends the
 * server and removes the folder: nothing stays behind.
 */
const GUARD = `
"$0" "$@" &
read -r signal
kill -"\${signal:-INT}" $!
wait $!
[ -n "$signal" ] || rm -rf "$FOLDER"
`

async function launchServer({ program, data, folder, isDurable, user }: Launch) {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    max_connections: '300',
    lc_messages: 'C',
    jit: 'off',
    ...(isDurable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const guard = spawn('sh', ['-c', GUARD, program, '-D', data, ...options], {
    ...user,
    env: { ...process.env, FOLDER: folder },
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  })
  const closed = once(guard, 'close')
  await new Promise<void>((resolve, reject) => {
    let output = ''
    guard.stderr.on('data', (text: Buffer) => {
      output += text.toString()
      if (output.includes('ready to accept connections')) resolve()
    })
    guard.once('close', () => reject(new Error(`PostgreSQL ended: ${output}`)))
  })
  return {
    stop: async (signal: 'INT' | 'QUIT'): Promise<void> => {
      if (guard.exitCode !== null) return
      guard.stdin.end(`${signal}\n`)
      await closed
    },
  }
}
