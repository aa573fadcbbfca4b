import type SqliteDatabase from 'better-sqlite3'
import { models, SCHEMA } from '../../contract/models/index.ts'
import type { Registry } from '../../contract/registry.ts'
import { createApp } from '../../server/http/app.ts'
import type { ServerEnvironment } from '../../server/storage/environment.ts'
import { writeMeta } from '../../server/storage/migrations.ts'
import type { Storage } from '../../server/storage/storage.ts'
import { createSyncContext, type SyncContext } from '../../server/sync/context.ts'
import type { Lift } from '../../server/sync/lift.ts'
import { createScope, pruneTombstones } from '../../server/sync/scopes.ts'
import { createLiveHub } from '../../server/live/hub.ts'
import { SESSION_RATE } from '../../server/http/rate-limit.ts'
import { createLife, type Life } from './life.ts'
import type { Loop } from './loop.ts'
import { FOREIGN_SCOPE, SCOPE, type SimPeople } from './people.ts'
import type { Random } from './random.ts'
import type { ServerDatabase } from './server-database.ts'
import { settle } from './settle.ts'
import { type Mishap, type Mishaps, wrapStorage } from './server-storage.ts'

/** What a release of the server knows. */
export interface Release {
  readonly registry: Registry
  readonly schema: number
  readonly lifts: readonly Lift[]
}

export const FIRST_RELEASE: Release = { registry: models, schema: SCHEMA, lifts: [] }

/** The real server without its sockets: it can be killed, started, restored, upgraded. */
export interface ServerNode {
  /** Rejects if the process is gone, or goes meanwhile. */
  handle(request: Request): Promise<Response>
  isUp(): boolean
  kill(): Promise<void>
  start(): Promise<void>
  backup(): Promise<Buffer>
  restore(backup: Buffer, isAnnounced: boolean): Promise<void>
  /** Tombstones below the head are pruned: older cursors may not pull any more. */
  prune(): Promise<void>
  upgrade(release: Release): void
  release(): Release
  arm(mishap: Mishap): void
  disarm(): void
  /** The rules, for what the server does itself. */
  sync(): SyncContext
  /** Reads the database beside the server. */
  look<T>(read: (database: SqliteDatabase.Database) => T): Promise<T>
  /** What the server would have logged. */
  readonly errors: unknown[]
  close(): Promise<void>
}

export interface ServerOptions {
  readonly loop: Loop
  /** Chance of the server's own: words, and how long things take. */
  readonly random: () => Random
  readonly people: SimPeople
  readonly database: ServerDatabase
  readonly happened: (kind: Mishap['kind']) => void
  /** The scope has a new head. */
  readonly onCommit: () => void
}

interface Running {
  readonly life: Life
  readonly storage: Storage
  readonly sync: SyncContext
  readonly app: ReturnType<typeof createApp>
}

export async function openServer(options: ServerOptions): Promise<ServerNode> {
  const { loop, random, people, database } = options
  const errors: unknown[] = []
  const mishaps: Mishaps = { next: undefined, happened: options.happened }
  const environment: ServerEnvironment = {
    nowMs: loop.nowMs,
    random: () => random().next(),
    randomWord: () => random().word(),
  }
  let release = FIRST_RELEASE
  let running: Running | undefined

  const start = async (): Promise<void> => {
    await settle()
    if (running?.life.isAlive()) return
    await stop()
    const { registry, schema, lifts } = release
    const storage = await database.open({ registry, environment })
    const life = createLife(loop, () => random().int(2))
    const wrapped = wrapStorage(storage, life, mishaps)
    const onError = (error: unknown): void => void errors.push(error)
    const sync = createSyncContext({ storage: wrapped, registry, schema, lifts, environment, onError })
    const hub = createLiveHub(sync.commits)
    sync.commits.listen(SCOPE, options.onCommit)
    const parts = {
      sync,
      accounts: people.accounts,
      hub,
      origin: 'http://satchel.test',
      commentEveryMs: 25_000,
      onError,
    }
    const app = createApp({ ...parts, rate: SESSION_RATE }, async () => new Response(null, { status: 404 }))
    running = { life, storage, sync: { ...sync, storage: whenQuiet(storage) }, app }
  }
  const stop = async (): Promise<void> => {
    await settle()
    running?.life.kill()
    await running?.storage.close()
    running = undefined
  }
  await start()
  if (running) for (const scope of [SCOPE, FOREIGN_SCOPE]) await createScope((running as Running).sync, scope, scope)
  return {
    handle: (request) => handle(running, request),
    isUp: () => running?.life.isAlive() ?? false,
    kill: stop,
    start,
    backup: async () => {
      await settle()
      return database.backup()
    },
    restore: async (backup, isAnnounced) => {
      await stop()
      await database.restore(backup)
      await start()
      if (!isAnnounced) return
      const { storage } = present(running)
      await writeMeta(storage.db, 'epoch', random().word())
      await stop()
      await start()
    },
    prune: async () => {
      if (!running?.life.isAlive()) return
      await pruneTombstones(running.sync, SCOPE, Number.MAX_SAFE_INTEGER)
    },
    upgrade: (next) => {
      release = next
    },
    release: () => release,
    arm: (mishap) => {
      mishaps.next = mishap
    },
    disarm: () => {
      mishaps.next = undefined
    },
    sync: () => present(running).sync,
    look: async (read) => {
      await settle()
      return read(await database.look())
    },
    errors,
    close: async () => {
      await stop()
      await database.close()
    },
  }
}

/** For who stands outside the world: how long an answer takes must not decide what else happens meanwhile. */
function whenQuiet(storage: Storage): Storage {
  return {
    ...storage,
    transact: async (work) => {
      await settle()
      return storage.transact(work)
    },
    read: async (work) => {
      await settle()
      return storage.read(work)
    },
  }
}

function handle(running: Running | undefined, request: Request): Promise<Response> {
  if (!running?.life.isAlive()) return Promise.reject(new TypeError('connection refused'))
  const { app, life } = running
  return new Promise((resolve, reject) => {
    life.onDeath(() => reject(new TypeError('connection reset')))
    Promise.resolve(app.fetch(request)).then(resolve, reject)
  })
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the server is not there')
  return value
}
