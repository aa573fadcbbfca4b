import type { StorageTx } from '../storage/storage.ts'
import type { RecordRow, RefRow, ScopeRow, UniqueRow } from '../storage/tables.ts'
import type { Batch, Touched } from './batch.ts'
import { targetsOf, uniquesOf } from './keys.ts'

/** Writes what the batch has become, set-wise. @returns the scope's row with its new head */
export async function writeBatch(tx: StorageTx, batch: Batch, tag: string): Promise<ScopeRow> {
  const { added, scope } = batch
  await tx.addLosses(added.losses)
  await tx.removeConflicts(added.resolved)
  await tx.putConflicts([...added.conflicts.values()])
  if (batch.seq === scope.head) return scope
  await tx.putRecords([...added.records.keys()].flatMap((key): RecordRow | [] => batch.records.get(key) ?? []))
  await tx.addChanges(added.changes)
  await writeDifference(added.records, refRows(scope.scope), tx.removeRefs, tx.addRefs)
  await writeDifference(added.records, uniqueRows(scope.scope), tx.removeUniques, tx.addUniques)
  const models = new Set([...added.records.values()].map(({ model }) => model.name))
  const digests = [...batch.digests].filter(([model]) => models.has(model))
  await tx.putDigests(digests.map(([model, digest]) => ({ scope: scope.scope, model, ...digest })))
  const next = { ...scope, head: batch.seq, head_tag: tag }
  await tx.putScope(next)
  return next
}

/** Rows derived from a record's data: those that are gone are removed before new ones are added, so that values may move. */
async function writeDifference<R extends object>(
  touched: ReadonlyMap<string, Touched>,
  rowsOf: (touched: Touched, side: 'before' | 'after') => R[],
  remove: (rows: readonly R[]) => Promise<void>,
  add: (rows: readonly R[]) => Promise<void>,
): Promise<void> {
  const before = new Map<string, R>()
  const after = new Map<string, R>()
  for (const record of touched.values()) {
    for (const row of rowsOf(record, 'before')) before.set(JSON.stringify(row), row)
    for (const row of rowsOf(record, 'after')) after.set(JSON.stringify(row), row)
  }
  await remove([...before].flatMap(([key, row]) => (after.has(key) ? [] : row)))
  await add([...after].flatMap(([key, row]) => (before.has(key) ? [] : row)))
}

function refRows(scope: string) {
  return ({ model, id, ...data }: Touched, side: 'before' | 'after'): RefRow[] =>
    targetsOf(model, id, data[side] ?? {}).map((target) => ({
      scope,
      target_model: target.model,
      target_id: target.id,
      model: model.name,
      id,
    }))
}

function uniqueRows(scope: string) {
  return ({ model, id, ...data }: Touched, side: 'before' | 'after'): UniqueRow[] =>
    uniquesOf(model, data[side] ?? {}).map(({ field, hash }) => ({
      scope,
      model: model.name,
      field,
      value_hash: hash,
      id,
    }))
}
