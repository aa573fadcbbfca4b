import { models } from '../../../contract/models/index.ts'
import type { Registry } from '../../../contract/registry.ts'
import type { ServerEnvironment } from '../../storage/environment.ts'
import { openStorage } from '../../storage/open-storage.ts'
import type { Storage, StorageOptions } from '../../storage/storage.ts'
import { takeTestPlace } from '../../storage/testing/test-place.ts'
import type { Actor } from '../actor.ts'
import { createSyncContext, type SyncContext } from '../context.ts'
import type { Lift } from '../lift.ts'
import { createScope } from '../scopes.ts'

export const SCOPE = 'demo'
export const ANA: Actor = { userId: 'u-ana', name: 'Ana', role: 'editor' }
export const BEN: Actor = { userId: 'u-ben', name: 'Ben', role: 'editor' }
export const OLU: Actor = { userId: 'u-olu', name: 'Olu', role: 'viewer' }

/** 2026-11-20T10:00:00Z */
export const START_MS = Date.UTC(2026, 10, 20, 10)

/** A clock that stands still until it is moved, and words that never repeat. */
export interface TestEnvironment extends ServerEnvironment {
  advance(ms: number): void
}

export function createTestEnvironment(word = 'w'): TestEnvironment {
  let nowMs = START_MS
  let words = 0
  return {
    nowMs: () => nowMs,
    random: () => 0.5,
    randomWord: () => `${word}${++words}`,
    advance: (ms) => void (nowMs += ms),
  }
}

export interface TestSync {
  readonly sync: SyncContext
  readonly environment: TestEnvironment
  /** Of SQLite. */
  readonly file: string
  /** What the rules reported as unexpected. */
  readonly errors: unknown[]
  close(): Promise<void>
}

export interface TestSyncOptions {
  readonly file?: string
  /** null: no scope is created. */
  readonly scope?: null
  readonly registry?: Registry
  readonly schema?: number
  readonly lifts?: readonly Lift[]
  readonly environment?: TestEnvironment
  /** Puts something between the rules and the database. */
  readonly wrap?: (storage: Storage) => Storage
  readonly wrapDriver?: StorageOptions['wrapDriver']
}

/** The rules over a fresh database of its own, with the scope `demo`. */
export async function openTestSync(options: TestSyncOptions = {}): Promise<TestSync> {
  const taken = await takeTestPlace()
  const place = options.file === undefined ? taken.place : { file: options.file }
  const registry = options.registry ?? models
  const environment = options.environment ?? createTestEnvironment()
  const storage = await openStorage({ ...place, registry, environment, wrapDriver: options.wrapDriver })
  const errors: unknown[] = []
  const sync = createSyncContext({
    storage: options.wrap?.(storage) ?? storage,
    registry,
    schema: options.schema ?? 1,
    lifts: options.lifts ?? [],
    environment,
    onError: (error) => void errors.push(error),
  })
  if (options.scope !== null) await createScope(sync, SCOPE, 'Demo')
  return {
    sync,
    environment,
    file: 'file' in place ? place.file : '',
    errors,
    async close() {
      await storage.close()
      taken.dispose()
    },
  }
}
