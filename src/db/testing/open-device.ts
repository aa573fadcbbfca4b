import type { Registry } from '../../../contract/registry.ts'
import { models as demoModels, SCHEMA } from '../../../contract/models/index.ts'
import type { SyncContext } from '../../sync/context.ts'
import { brokenReport } from '../../sync/drain-report.ts'
import { platformTimers } from '../../sync/environment.ts'
import type { Environment, SyncStore } from '../../sync/ports.ts'
import { type Connection, createConnection } from '../connection.ts'
import { createDexieStore } from '../dexie-store.ts'
import type { Satchel } from '../local-api.ts'
import { openSatchel } from '../satchel.ts'
import type { AfterPaint } from '../saving.ts'

/** One tab of a device in tests. */
export interface TestDevice {
  readonly connection: Connection
  readonly store: SyncStore
  readonly context: SyncContext
  readonly satchel: Satchel
  /** Reasons of the wake-ups so far. */
  readonly wakes: string[]
  /** What failed in the background. */
  readonly failures: unknown[]
}

let users = 0

/** A person nobody else in these tests is. */
export function newUser(): string {
  return `user-${++users}`
}

/** @throws if the value is missing: the test has lost its ground */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a value is missing')
  return value
}

/** An `afterPaint` whose work is done when the test says so. */
export function deferredPaint() {
  const works: (() => void)[] = []
  return {
    afterPaint: (work: () => void) => void works.push(work),
    run: () => works.splice(0).forEach((work) => work()),
  }
}

/** Opens a tab; tabs of the same user share a database. */
export async function openDevice(
  userId: string = newUser(),
  models: Registry = demoModels,
  afterPaint?: AfterPaint,
): Promise<TestDevice> {
  const connection = createConnection(userId, 'demo')
  const store = createDexieStore(connection)
  const context: SyncContext = { store, models, environment: steadyEnvironment(), by: () => 'Ana' }
  const wakes: string[] = []
  const failures: unknown[] = []
  const satchel = await openSatchel({
    connection,
    context,
    schema: SCHEMA,
    wake: async (reason) => {
      wakes.push(reason)
      return brokenReport(reason, 'there is no engine')
    },
    timers: platformTimers,
    ...(afterPaint && { afterPaint }),
    report: (error) => failures.push(error),
  })
  return { connection, store, context, satchel, wakes, failures }
}

/** Time that passes a millisecond a look, ids that count. */
export function steadyEnvironment(): Environment {
  return { nowMs: () => START_MS + ++ticks, random: () => 0.5, newId: () => `id-${++ids}`, onLine: () => true }
}

let ticks = 0
let ids = 0
const START_MS = Date.UTC(2026, 10, 20, 10)
