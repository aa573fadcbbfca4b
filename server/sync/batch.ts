import { type Digest, EMPTY_DIGEST } from '../../contract/digest.ts'
import type { Model } from '../../contract/model.ts'
import type { Registry } from '../../contract/registry.ts'
import type { Data } from '../../contract/value.ts'
import type { StorageTx } from '../storage/storage.ts'
import type { ChangeRow, ConflictRow, LossRow, RecordRow, ScopeRow } from '../storage/tables.ts'
import { keyOf, keyedReferencesOf, uniqueKey, uniquesOf } from './keys.ts'
import type { ParsedChange } from './parse-change.ts'

/** What a batch is judged on: loaded set-wise before, changed in memory by every applied change, written set-wise after. */
export interface Batch {
  readonly scope: ScopeRow
  /** Of the newest applied change. */
  seq: number
  /** By `keyOf`: every record that a change names or refers to, if it exists. */
  readonly records: Map<string, RecordRow>
  /** By `keyOf`: how many records refer to one that some change deletes. */
  readonly refCounts: Map<string, number>
  /** By `uniqueKey`: the id of the record that holds a value. */
  readonly holders: Map<string, string>
  /** By model. */
  readonly digests: Map<string, Digest>
  /** By `keyOf`: what this device was refused with `VERSION_CONFLICT` and has not resolved. */
  readonly conflicts: Map<string, ConflictRow>
  readonly added: {
    /** By `keyOf`: the applied changes' records, as they were before the batch and are now. */
    readonly records: Map<string, Touched>
    readonly changes: ChangeRow[]
    readonly losses: LossRow[]
    /** By `keyOf`. */
    readonly conflicts: Map<string, ConflictRow>
    readonly resolved: ConflictRow[]
  }
}

/** Data of a live record; undefined while there is none. */
export interface Touched {
  readonly model: Model
  readonly id: string
  readonly before: Data | undefined
  readonly after: Data | undefined
}

/** Loads what the changes need, with one query for each kind and model. */
export async function loadBatch(
  tx: StorageTx,
  registry: Registry,
  row: ScopeRow,
  deviceId: string | null,
  changes: readonly ParsedChange[],
): Promise<Batch> {
  const { scope } = row
  const wanted = new Groups()
  const deleted = new Groups()
  const values = new Groups()
  for (const { model, change } of changes) {
    wanted.add(model.name, change.id)
    for (const target of keyedReferencesOf(model, change.data)) wanted.add(target.model, target.id)
    for (const { field, hash } of uniquesOf(model, change.data)) values.add(`${model.name}/${field}`, hash)
    if (change.op === 'delete' && registry.referrersOf(model.name).length > 0) deleted.add(model.name, change.id)
  }
  const records = await wanted.load((model, ids) => tx.records(scope, model, ids))
  const refCounts = await deleted.load(async (model, ids) =>
    (await tx.countRefs(scope, model, ids)).map(({ id, count }) => [keyOf(model, id), count] as const),
  )
  const holders = await values.load((group, hashes) => {
    const [model = '', field = ''] = group.split('/')
    return tx.uniques(scope, model, field, hashes)
  })
  const conflicts = deviceId === null ? [] : await tx.conflicts(scope, deviceId)
  const digests = await tx.digests(scope)
  return {
    scope: row,
    seq: row.head,
    records: new Map(records.map((record) => [keyOf(record.model, record.id), record])),
    refCounts: new Map(refCounts),
    holders: new Map(holders.map((held) => [uniqueKey(held.model, held.field, held.value_hash), held.id])),
    digests: new Map(digests.map(({ model, count, sum }) => [model, { count, sum }])),
    conflicts: new Map(conflicts.map((conflict) => [keyOf(conflict.model, conflict.id), conflict])),
    added: { records: new Map(), changes: [], losses: [], conflicts: new Map(), resolved: [] },
  }
}

export function digestOf(batch: Batch, model: string): Digest {
  return batch.digests.get(model) ?? EMPTY_DIGEST
}

const QUERY_MAX = 500

/** Sets of names by group, loaded group by group. */
class Groups {
  readonly #groups = new Map<string, Set<string>>()

  add(group: string, name: string): void {
    const names = this.#groups.get(group)
    if (names) names.add(name)
    else this.#groups.set(group, new Set([name]))
  }

  async load<R>(query: (group: string, names: string[]) => Promise<readonly R[]>): Promise<R[]> {
    const rows: R[] = []
    for (const [group, set] of this.#groups) {
      const names = [...set]
      for (let start = 0; start < names.length; start += QUERY_MAX) {
        rows.push(...(await query(group, names.slice(start, start + QUERY_MAX))))
      }
    }
    return rows
  }
}
