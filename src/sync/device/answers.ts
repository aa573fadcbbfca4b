import * as v from 'valibot'
import { type PushAnswer, type PushResult, pushResultSchema } from '../../../contract/wire/push.ts'
import { answer } from '../core/answer.ts'
import { countFailure, countResults, isFailing, isTooLarge, parkFailing } from '../core/failing.ts'
import { type Call, DEVICE_ID_TAKEN, type Failure } from '../core/failure.ts'
import { metaAfterAnswer, metaAfterFailure } from '../core/meta.ts'
import { recordName } from '../core/record-name.ts'
import { reseal } from '../core/seal.ts'
import { isHeard, isTelling, withoutTold } from '../core/yielded.ts'
import { mayBeTheBatch } from '../core/batch-size.ts'
import type { DeviceMeta, Entry, ParkedReason, SealedEntry } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import type { StoreTx } from '../ports.ts'
import { type SealedBatch, sealIn } from './outbox.ts'
import { loadRecords, type Records } from './records.ts'
import { mayPull, newerMark } from './device-meta.ts'

export interface AppliedAnswers {
  /** Results that were final, and how many of their records now need a person. */
  readonly answered: number
  readonly parked: number
  /** Were some `RETRY`, unreadable or missing, so that the next batch must wait a while? */
  readonly retried: boolean
  /** Has the device taken another id, under which all that is sealed goes on (`ID_REUSE`)? */
  readonly renewed: boolean
  readonly mayPull: boolean
  /**
   * Unless the next batch must wait: what leaves next, sealed in the same transaction. Of two, the pages that read what has changed
   * would come in between, and every push would wait for them and for one more commit. Absent too where it could not be sealed.
   */
  readonly next?: SealedBatch
}

/** How long a push took, the server's clock when its answer came (epoch ms), and as whom. */
export interface HeardPush {
  readonly tookMs: number
  readonly serverMs: number
  /** The device id that it named; another tab may have taken a new one meanwhile: of that nothing was said. */
  readonly sentAs: string | undefined
}

type Results = ReadonlyMap<number, PushResult>

const BOUND = { kind: 'bound', detail: {} }

/**
 * Stores what a push brought: its results and what they mean for the records, the server's mark, how far this device has
 * heard, the size of the next batch; in one transaction. Results are matched by mutation id; one whose entry is gone is
 * ignored, and so is an answer of another epoch (the next call finds that out by its mark).
 */
export function applyAnswers(
  context: SyncContext,
  batch: readonly SealedEntry[],
  pushed: PushAnswer,
  about: HeardPush,
): Promise<AppliedAnswers> {
  return withNext(context, (tx) => storeAnswers(tx, context, batch, pushed, about))
}

/**
 * Seals what leaves next in the same transaction. Where that fails, as on a full disk, the answers are stored without it: else each
 * run would push the same and fail at the same place, and what they free would never be free.
 */
async function withNext(context: SyncContext, store: (tx: StoreTx) => Promise<Stored>): Promise<AppliedAnswers> {
  let isStored = false
  try {
    return await context.store.transact(async (tx) => {
      isStored = false
      const { known, ...applied } = await store(tx)
      isStored = true
      return known ? { ...applied, next: await sealIn(tx, context, known) } : applied
    })
  } catch (error) {
    if (!isStored) throw error
    const { known: _, ...applied } = await context.store.transact(store)
    return applied
  }
}

/** @property known the device's state as it was just put; absent: the next batch must wait */
type Stored = Omit<AppliedAnswers, 'next'> & { readonly known?: DeviceMeta }

async function storeAnswers(
  tx: StoreTx,
  context: SyncContext,
  batch: readonly SealedEntry[],
  pushed: PushAnswer,
  { tookMs, serverMs, sentAs }: HeardPush,
): Promise<Stored> {
  const meta = await tx.meta()
  const may = { mayPull: mayPull(meta) }
  if (isForeign(meta, pushed.epoch)) return { answered: 0, parked: 0, retried: true, renewed: false, ...may }

  const results: Results = new Map(pushed.results.flatMap(readResult))
  const before = await tx.entries()
  const counted = countResults(before.filter(isSealed), results)
  await tx.putEntries(counted)
  const changed = new Map(counted.map((entry) => [entry.key, entry]))
  const outbox = before.map((entry) => changed.get(entry.key) ?? entry)
  const answeredAt = new Date(serverMs).toISOString()
  const { records, answered, parked } = await applyResults(tx, context, answeredAt, outbox, results)
  const at = timeOf(context.environment)
  const event = batch.length > 0 ? { kind: 'answered', detail: { answered, parked, tookMs } } : BOUND
  if (!batch.some(isTelling)) await tx.addEvents([{ at, ...event }])
  await records.write(tx, at)
  // Not if another tab has got the results meanwhile, and told the server so.
  const renewed = before.some((entry) => isSealed(entry) && results.get(entry.mutationId)?.code === 'ID_REUSE')
  const left = withoutTold(meta, (mutationId) => isHeard(results.get(mutationId)))
  const bound = meta.deviceId === sentAs ? boundBy(left, pushed.mark, results) : left
  const heard = { ...bound, epoch: pushed.epoch, mark: newerMark(meta.mark, pushed.mark) }
  const known = await storeHeard(tx, context, renewed ? await takeNewDeviceId(tx, context, heard) : heard, tookMs)
  const retried = batch.some(({ mutationId }) => isUnjudged(results.get(mutationId)))
  return { answered, parked, retried, renewed, ...may, ...(!retried && !renewed && { known }) }
}

/** Counts a call that brought nothing: in meta for the next run, in the entries of a push for Pending changes. */
export function applyFailure(
  context: SyncContext,
  failure: Failure,
  during: Call,
  batch: readonly SealedEntry[],
): Promise<void> {
  return context.store.transact(async (tx) => {
    const ids = new Set(batch.map(({ mutationId }) => mutationId))
    const meta = metaAfterFailure(await tx.meta(), failure, during)
    // What only tells something must not stand in the way of anything.
    const isRefused = mayBeTheBatch(failure) && !(failure.kind === 'unreachable' && failure.timedOut)
    const left = isRefused ? withoutTold(meta, (mutationId) => ids.has(mutationId)) : meta
    await tx.putMeta(await afterRefusedDevice(tx, context, left, failure))
    const still = (await tx.entries()).filter(isSealed).filter(({ mutationId }) => ids.has(mutationId))
    const counted = countFailure(still, failure)
    await tx.putEntries(counted)
    const refused = isTooLarge(failure, batch) ? refusalOf(failure) : undefined
    const failing = refused ? counted : counted.filter(isFailing)
    const records = await loadRecords(tx, failing)
    for (const entry of failing) records.move(entry, parkFailing(context.models, records.of(entry), entry.key, refused))
    await records.write(tx, timeOf(context.environment))
    const detail = { during, ...failure, changes: batch.length }
    await tx.addEvents([{ at: timeOf(context.environment), kind: 'failed', detail }])
  })
}

/** What was said of a whole call is about its one change. */
function refusalOf(failure: Failure): ParkedReason {
  const code = failure.kind === 'problem' ? failure.code : 'TOO_LARGE'
  return { kind: 'refused', code, message: failure.message, fields: {} }
}

/** The server knows whose device this is; with a change of it in its history no backup has the one without the other. */
function boundBy({ boundMark, ...meta }: DeviceMeta, mark: string, results: Results): DeviceMeta {
  if (!meta.isBound) return { ...meta, isBound: true, boundMark: mark }
  const isProven = boundMark === undefined || [...results.values()].some(({ seq }) => seq !== undefined)
  return isProven ? meta : { ...meta, boundMark }
}

/** Is this what a server of another history said (a backup was restored meanwhile)? */
function isForeign({ epoch, recovering }: DeviceMeta, answerEpoch: string): boolean {
  return recovering === true || (epoch ?? answerEpoch) !== answerEpoch
}

/** What the results make of the records, not yet written. */
async function applyResults(tx: StoreTx, context: SyncContext, at: string, outbox: readonly Entry[], results: Results) {
  const sealed = outbox.filter(isSealed)
  const final = sealed.filter(({ mutationId }) => isFinal(results.get(mutationId)))
  const failing = sealed.filter((entry) => isFailing(entry) && !final.includes(entry))
  const records = await loadRecords(tx, [...final, ...failing])
  for (const entry of final) {
    const result = results.get(entry.mutationId)
    if (!result) continue
    const about = answering(context, at, outbox, records)
    records.move(entry, answer(context.models, records.of(entry), entry.mutationId, result, about))
  }
  for (const entry of failing) records.move(entry, parkFailing(context.models, records.of(entry), entry.key))
  const needPerson = new Set(
    records
      .entries()
      .filter(({ kind }) => kind === 'parked')
      .map(recordName),
  )
  return { records, answered: final.length, parked: needPerson.size }
}

/** The outbox is put together only for the few answers that look at it. */
function answering({ by }: SyncContext, at: string, outbox: readonly Entry[], records: Records) {
  return {
    at,
    by: by(),
    get outbox(): readonly Entry[] {
      return [...outbox.filter((entry) => !records.has(entry)), ...records.entries()]
    },
  }
}

async function storeHeard(
  tx: StoreTx,
  { environment }: SyncContext,
  meta: DeviceMeta,
  tookMs: number,
): Promise<DeviceMeta> {
  const waiting = (await tx.entries()).filter(isSealed).map(({ mutationId }) => mutationId)
  const ackedThrough = Math.min(meta.nextMutationId, ...waiting) - 1
  const heard = { ...metaAfterAnswer(meta, environment.nowMs(), tookMs), ackedThrough }
  await tx.putMeta(heard)
  return heard
}

/**
 * F31: the device's id is not its person's. A device that was bound asks again whose it is; one that asked, in its person's own
 * session, takes another id: under this one nothing of its person's was ever judged.
 */
async function afterRefusedDevice(
  tx: StoreTx,
  context: SyncContext,
  meta: DeviceMeta,
  failure: Failure,
): Promise<DeviceMeta> {
  if (failure.kind !== 'problem') return meta
  if (failure.code === DEVICE_ID_TAKEN) return takeNewDeviceId(tx, context, meta)
  if (failure.code !== 'OTHER_USERS_DEVICE') return meta
  const { isBound: _, ...rest } = meta
  return rest
}

/** WP11: another device has used these ids (a cloned profile, F3): everything sealed goes on under new ones. */
async function takeNewDeviceId(tx: StoreTx, { environment }: SyncContext, meta: DeviceMeta): Promise<DeviceMeta> {
  let { nextMutationId } = meta
  // In the order of their ids: a child goes on leaving after its parent.
  const sealed = (await tx.entries()).filter(isSealed).sort((a, b) => a.mutationId - b.mutationId)
  await tx.putEntries(sealed.map((entry) => reseal(entry, nextMutationId++)))
  const { isBound: _, ...rest } = meta
  return { ...rest, deviceId: environment.newId(), nextMutationId }
}

function readResult(unread: unknown): [number, PushResult][] {
  const { success, output } = v.safeParse(pushResultSchema, unread)
  return success && output.mutation_id !== undefined ? [[output.mutation_id, output]] : []
}

/** Is this the change's final result? `RETRY` judged nothing, and `ID_REUSE` was about another change. */
function isFinal(result: PushResult | undefined): boolean {
  return !isUnjudged(result) && result?.code !== 'ID_REUSE'
}

function isUnjudged(result: PushResult | undefined): boolean {
  return result === undefined || result.code === 'RETRY'
}

function isSealed(entry: Entry): entry is SealedEntry {
  return entry.kind === 'sealed'
}
