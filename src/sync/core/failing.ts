import type { Registry } from '../../../contract/registry.ts'
import type { PushResult } from '../../../contract/wire/push.ts'
import type { Failure } from './failure.ts'
import type { RecordState, Transition } from './record-state.ts'
import type { SealedEntry } from './types.ts'

/** An entry that failed alone so often is parked, if others got through. */
export const ALONE_MAX = 3
/** So many `RETRY`s are too many, if others got through. */
export const RETRIES_MAX = 20

/** The batch after a push that brought no results: attempts and last error counted; a lone entry's own failures too. */
export function countFailure(_batch: readonly SealedEntry[], _failure: Failure): SealedEntry[] {
  throw new Error('not written yet')
}

/**
 * The sealed entries that change because a push brought results: the first `RETRY` of the batch is counted (the later ones only
 * follow it, WP10), and those that had trouble before learn that others got through.
 * @param sealed every sealed entry of the outbox, before the results are applied
 * @param results by mutation id
 */
export function countResults(
  _sealed: readonly SealedEntry[],
  _results: ReadonlyMap<number, PushResult>,
): SealedEntry[] {
  throw new Error('not written yet')
}

/** Is this one ill, and not the server? */
export function isFailing(_entry: SealedEntry): boolean {
  throw new Error('not written yet')
}

/** Takes a failing sealed entry back and parks it as `failed`, edits made meanwhile folded in. */
export function parkFailing(_models: Registry, _state: RecordState, _key: number): Transition {
  throw new Error('not written yet')
}
