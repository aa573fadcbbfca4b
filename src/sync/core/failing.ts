import type { Registry } from '../../../contract/registry.ts'
import { utf8Length } from '../../../contract/validate.ts'
import type { PushResult } from '../../../contract/wire/push.ts'
import { BATCH_AFTER_FAILURE, mayBeTheBatch } from './batch-size.ts'
import type { Failure } from './failure.ts'
import { fold, sealedOf, unsealedOf, withEntries } from './fold.ts'
import { park, reconcile } from './reconcile.ts'
import { type RecordState, type Transition, unchanged } from './record-state.ts'
import { unseal } from './refuse.ts'
import type { ParkedReason, SealedEntry } from './types.ts'

/** An entry that failed alone so often is parked, if others got through. */
export const ALONE_MAX = 3
/** So many `RETRY`s are too many, if others got through. */
export const RETRIES_MAX = 20

/** The batch after a push that brought no results: attempts and last error counted; a lone entry's own failures too. */
export function countFailure(batch: readonly SealedEntry[], failure: Failure): SealedEntry[] {
  const alone = batch.length === 1 ? 1 : 0
  return batch.map((entry) => ({
    ...entry,
    attempts: entry.attempts + 1,
    lastError: failure.message,
    ...(mayBeTheBatch(failure) ? { failedAlone: (entry.failedAlone ?? 0) + alone } : {}),
    ...(isProxys413(failure) ? { toldTooLarge: (entry.toldTooLarge ?? 0) + alone } : {}),
  }))
}

/**
 * The sealed entries that change because a push brought results: the first `RETRY` of the batch is counted (the later ones only
 * follow it, WP10), and those that had trouble before learn that others got through.
 * @param sealed every sealed entry of the outbox, before the results are applied
 * @param results by mutation id
 */
export function countResults(sealed: readonly SealedEntry[], results: ReadonlyMap<number, PushResult>): SealedEntry[] {
  const isRetry = (result: PushResult) => !result.ok && result.code === 'RETRY'
  const [firstRetry] = [...results].find(([, result]) => isRetry(result)) ?? []
  const gotThrough = [...results.values()].some((result) => !isRetry(result))
  return sealed.flatMap((entry) => {
    const result = results.get(entry.mutationId)
    if (result && !isRetry(result)) return []
    const retried = entry.mutationId === firstRetry ? 1 : 0
    const counted = {
      ...entry,
      attempts: entry.attempts + (result ? 1 : 0),
      retries: entry.retries + retried,
      ...(result ? { lastError: result.message ?? 'RETRY' } : {}),
    }
    const isTroubled = counted.retries > 0 || counted.failedAlone !== undefined
    if (isTroubled && gotThrough) return [{ ...counted, othersThrough: true }]
    return result ? [counted] : []
  })
}

/** Is this one ill, and not the server? */
export function isFailing({ failedAlone = 0, retries, othersThrough = false }: SealedEntry): boolean {
  return othersThrough && (failedAlone >= ALONE_MAX || retries >= RETRIES_MAX)
}

/**
 * Is it this one change that the server cannot take, however often it is sent (F8)? If it calls a small one too large, the server
 * is ill. A proxy's word counts the third time that it is said of the change alone: after a failure nothing is sent before the
 * server itself was heard, so it was there in between, and this change still does not reach it. Other failures say nothing of its size.
 */
export function isTooLarge(failure: Failure, [first, ...others]: readonly SealedEntry[]): boolean {
  if (!first || others.length > 0 || utf8Length(first.body) <= BATCH_AFTER_FAILURE.bytesMax) return false
  if (failure.kind === 'problem') return failure.code === 'TOO_LARGE'
  return isProxys413(failure) && (first.toldTooLarge ?? 0) + 1 >= ALONE_MAX
}

function isProxys413(failure: Failure): boolean {
  return failure.kind === 'unreachable' && failure.tooLarge === true
}

/** Takes a failing sealed entry back and parks it, edits made meanwhile folded in. @param why `failed` if nothing is said */
export function parkFailing(models: Registry, state: RecordState, key: number, why?: ParkedReason): Transition {
  const folded = fold(models, state)
  const sealed = sealedOf(folded)
  if (sealed?.key !== key) return unchanged(state)
  const { model, id, op, patch, base, attempts, lastError = '' } = sealed
  const mine = unseal(sealed, unsealedOf(folded))
  const reason = why ?? { kind: 'failed', message: lastError }
  const detail = { model, id, op, patch, base, attempts, reason }
  const facts = [...folded.facts, { kind: 'parked', detail }]
  if (!mine) return withEntries(folded.row, undefined, undefined, facts)
  const { entry, facts: more } = reconcile(models, folded.row, park(mine, reason))
  return withEntries(folded.row, undefined, entry, [...facts, ...more])
}
