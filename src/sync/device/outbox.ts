import { fold } from '../core/fold.ts'
import { isUnchanged } from '../core/record-state.ts'
import { plan } from '../core/order.ts'
import { seal } from '../core/seal.ts'
import { tellYielded } from '../core/yielded.ts'
import type { DeviceMeta, RecordKey, SealedEntry, SyncEvent } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import type { StoreTx } from '../ports.ts'
import { loadRecords } from './records.ts'
import { mayPull } from './device-meta.ts'

/** A batch that is on the disk as it will be sent. */
export interface SealedBatch {
  readonly batch: readonly SealedEntry[]
  /** Nothing may be sent before the server knows whose device this is. */
  readonly mustBind: boolean
  /** `wanted` as it was when the outbox was read: a wake-up up to here is served by what follows. */
  readonly wanted: number
  readonly mayPull: boolean
  /** Under which the batch is sent. */
  readonly meta: DeviceMeta
}

/** Folds the saves of some records, so that what is seen is shadow + replay again. To be called after each save. */
export function foldRecords(context: SyncContext, keys: readonly RecordKey[]): Promise<void> {
  return context.store.transact((tx) => foldIn(tx, context, keys))
}

/**
 * Folds every save that is not folded yet: those of a page that went away between save and fold.
 * @param tx may go on to read the outbox
 */
export async function foldAll(tx: StoreTx, context: SyncContext): Promise<void> {
  const saved = (await tx.entries()).filter(({ kind }) => kind === 'saved')
  if (saved.length > 0) await foldIn(tx, context, saved)
}

/** Decides what leaves next, gives it mutation ids and stores the exact bytes, in one strict transaction (F1). */
export function sealBatch(context: SyncContext): Promise<SealedBatch> {
  return context.store.transact((tx) => sealIn(tx, context))
}

/** As `sealBatch`, in a transaction that has done what comes before it. @param known the device's state, if it was just put */
export async function sealIn(tx: StoreTx, context: SyncContext, known?: DeviceMeta): Promise<SealedBatch> {
  const { models, environment } = context
  await foldAll(tx, context)
  const meta = known ?? (await tx.meta())
  const { wanted, isBound = false } = meta
  const about = { wanted, mustBind: !isBound, mayPull: mayPull(meta), meta }
  // CY15: also what is sealed only now could not be folded any more.
  if (!isBound || meta.worksOffline) return { ...about, batch: [] }
  const limits = { changesMax: meta.batchChangesMax, bytesMax: meta.batchBytesMax }
  let { nextMutationId } = meta
  const { batch } = plan(models, await tx.entries(), limits, meta.sendMode)
  const fresh: SealedEntry[] = []
  const sealed = batch.map((entry) => {
    if (entry.kind === 'sealed') return entry
    const next = seal(entry, nextMutationId++)
    fresh.push(next)
    return next
  })
  if (fresh.length > 0) {
    await tx.putEntries(fresh)
    await tx.putMeta({ ...meta, nextMutationId })
  }
  if (sealed.length === 0) return { ...about, ...(await tell(tx, meta)) }
  // Last: it asks the storage, which answers behind all that was put before.
  await tx.addEvents([sentEvent(sealed, timeOf(environment))])
  return { ...about, batch: sealed }
}

/** When all is sent. */
async function tell(tx: StoreTx, known: DeviceMeta): Promise<Pick<SealedBatch, 'batch' | 'meta'>> {
  const { meta, batch } = tellYielded(known)
  if (batch.length > 0) await tx.putMeta(meta)
  return { meta, batch }
}

async function foldIn(tx: StoreTx, { models, environment }: SyncContext, keys: readonly RecordKey[]): Promise<void> {
  const records = await loadRecords(tx, keys)
  for (const key of keys) {
    const state = records.of(key)
    const transition = fold(models, state)
    if (!isUnchanged(state, transition)) records.move(key, transition)
  }
  await records.write(tx, timeOf(environment))
}

/** The log has to hold the rest too. */
const NAMED_MAX = 20

function sentEvent(batch: readonly SealedEntry[], at: string): SyncEvent {
  const changes = batch.slice(0, NAMED_MAX).map(({ mutationId, op, model, id }) => ({ mutationId, op, model, id }))
  return { at, kind: 'sent', detail: { count: batch.length, changes } }
}
