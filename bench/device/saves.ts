import { models, SCHEMA } from '../../contract/models/index.ts'
import { declareDatabase } from '../../src/db/schema.ts'
import type { VisibleRow } from '../../src/sync/core/types.ts'
import { type LocalWrite, updateWrite } from '../../src/sync/device/local-writes.ts'
import { openDevice } from './open.ts'

/** Mean times of one save, in ms. */
export interface SaveRound {
  readonly satchel: number
  readonly raw: number
}

/** Saves of different records, awaited one by one, each beside a raw transaction that puts the same values. */
export async function saves(userId: string, rounds: number, perRound: number): Promise<SaveRound[]> {
  const { engine, satchel } = await openDevice(userId, 'demo')
  await engine.drain('started')
  const raw = declareDatabase('bench raw')
  await raw.open()
  const seen = await rowsOf(satchel, rounds * perRound)
  const measured: SaveRound[] = []
  for (let round = 0; round < rounds; round++) {
    const times = { satchel: [] as number[], raw: [] as number[] }
    for (const [i, row] of seen.slice(round * perRound, (round + 1) * perRound).entries()) {
      const fields = { notes: `Rang about the key, ${i}.` }
      const write = updateWrite(model('tenants'), fields, row, SCHEMA, new Date().toISOString())
      const save = async (): Promise<void> => {
        times.satchel.push(await timed(() => satchel.localUpdate('tenants', row.id, fields, { seen: row })))
        // The fold behind it is no part of the save, nor may it stand in the way of the next measurement.
        await satchel.pendingCount()
      }
      const rawSave = async (): Promise<void> => {
        if (write) times.raw.push(await timed(() => putRaw(raw.backendDB(), write)))
      }
      for (const next of i % 2 === 0 ? [save, rawSave] : [rawSave, save]) await next()
    }
    measured.push({ satchel: trimmedMean(times.satchel), raw: trimmedMean(times.raw) })
  }
  return measured
}

/** What the write path puts, in plain IndexedDB. */
function putRaw(idb: IDBDatabase, { entry, visible }: LocalWrite): Promise<void> {
  return new Promise((resolve, reject) => {
    const tx = idb.transaction(['local', 'log', 'outbox'], 'readwrite', { durability: 'strict' })
    tx.oncomplete = () => resolve()
    tx.onabort = () => reject(tx.error ?? new Error('aborted'))
    const { model, id } = entry
    tx.objectStore('outbox').add(entry)
    tx.objectStore('local').put({ model, id, row: visible })
    tx.objectStore('log').add({ rows: { [model]: [id] }, entries: [] })
  })
}

async function rowsOf(satchel: Awaited<ReturnType<typeof openDevice>>['satchel'], count: number) {
  const rows: VisibleRow[] = []
  while (rows.length < count) {
    const { items } = await satchel.localList('tenants', {
      offset: rows.length,
      limit: Math.min(200, count - rows.length),
    })
    if (items.length === 0) throw new Error('too few tenants')
    const found = await Promise.all(items.map(({ id }) => satchel.localGet('tenants', id)))
    rows.push(...found.flatMap((row) => row ?? []))
  }
  return rows
}

function model(name: string) {
  const found = models.get(name)
  if (!found) throw new Error(`no model ${name}`)
  return found
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** Without the slowest tenth: the browser's clock ticks in 0.1 ms, too coarse for a median of single saves. */
function trimmedMean(values: readonly number[]): number {
  const kept = [...values].sort((a, b) => a - b).slice(0, Math.ceil(values.length * 0.9))
  return kept.reduce((sum, value) => sum + value, 0) / kept.length
}
