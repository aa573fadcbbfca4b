import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { models, SCHEMA } from '../../contract/models/index.ts'
import { nodeEnvironment } from '../../server/storage/node-environment.ts'
import { openStorage, type Place } from '../../server/storage/open-storage.ts'
import { createSyncContext, type SyncContext } from '../../server/sync/context.ts'
import { pull } from '../../server/sync/pull.ts'
import { createScope } from '../../server/sync/scopes.ts'
import type { Fault } from './hold.ts'

export const SCOPE = 'race'
export const ACTOR = { userId: 'u1', name: 'Ana', role: 'editor' } as const

export interface Race {
  readonly place: Place
  readonly writers: number
  readonly seconds: number
  readonly seed: number
  readonly fault?: Fault
}

export interface Acknowledged {
  readonly id: string
  readonly seq: number
}

export interface WriterOutcome {
  readonly acknowledged: readonly Acknowledged[]
  /** What went wrong in the server, by code, and how often. */
  readonly errors: readonly (readonly [string, number])[]
}

export interface RaceOutcome {
  readonly written: number
  readonly pages: number
  /** Acknowledged, and never told to the poller. */
  readonly missed: readonly Acknowledged[]
  /** Told twice, or out of order. */
  readonly disordered: readonly number[]
  readonly errors: ReadonlyMap<string, number>
}

const PROCESSES_MAX = 8

/**
 * Writers in several processes push to one scope, and one device follows by its cursor, as fast as it can.
 * The database is there and empty.
 */
export async function runRace(race: Race): Promise<RaceOutcome> {
  const storage = await openStorage({ ...race.place, registry: models, environment: nodeEnvironment })
  const parts = { storage, registry: models, schema: SCHEMA, environment: nodeEnvironment }
  const sync = createSyncContext({ ...parts, onError: (error) => console.error(error) })
  await createScope(sync, SCOPE, 'Race')
  const processes = Math.min(PROCESSES_MAX, Math.ceil(race.writers / 3))
  const started = await Promise.all(
    Array.from({ length: processes }, (_, n) => startWriters(race, n, Math.ceil((race.writers - n) / processes))),
  )
  let isOver = false
  const poller = poll(sync, () => isOver)
  const outcomes = await Promise.all(started.map((go) => go()))
  isOver = true
  const { told, pages } = await poller
  await storage.close()
  const acknowledged = outcomes.flatMap((outcome) => outcome.acknowledged)
  const heard = new Map(told.map(({ id, seq }) => [id, seq]))
  const errors = new Map<string, number>()
  for (const [code, times] of outcomes.flatMap((outcome) => outcome.errors)) {
    errors.set(code, (errors.get(code) ?? 0) + times)
  }
  return {
    written: acknowledged.length,
    pages,
    missed: acknowledged.filter(({ id, seq }) => heard.get(id) !== seq),
    disordered: told.flatMap(({ seq }, n) => (n > 0 && seq <= (told[n - 1]?.seq ?? 0) ? seq : [])),
    errors,
  }
}

/** @returns lets them begin, and resolves when they have ended */
async function startWriters(race: Race, name: number, writers: number): Promise<() => Promise<WriterOutcome>> {
  const child = fork(new URL('./writer.ts', import.meta.url))
  const exited = once(child, 'exit')
  const heard = async (): Promise<unknown> => {
    const message = await Promise.race([once(child, 'message'), exited.then(() => undefined)])
    if (!message) throw new Error('a writer ended without a word')
    return message[0]
  }
  child.send({ race, process: name, writers })
  await heard()
  return async () => {
    child.send('go')
    const outcome = await heard()
    await exited
    return outcome as WriterOutcome // What writer.ts sends.
  }
}

/** Follows until nothing comes any more after the end. */
async function poll(sync: SyncContext, isOver: () => boolean): Promise<{ told: Acknowledged[]; pages: number }> {
  const told: Acknowledged[] = []
  let pages = 0
  for (let since: string | undefined; ;) {
    const wasOver = isOver()
    const reply = await pull(sync, SCOPE, { since, limit: String(5 + (pages % 60)) })
    if (reply.kind === 'problem') throw new Error(`${reply.code}: ${reply.message}`)
    const page = JSON.parse(reply.json) as { changes: Acknowledged[]; cursor: string; has_more: boolean }
    told.push(...page.changes.map(({ id, seq }) => ({ id, seq })))
    since = page.cursor
    pages++
    if (page.has_more) continue
    if (wasOver) return { told, pages }
    await delay(pages % 4)
  }
}
