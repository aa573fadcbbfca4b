import type { PullAnswer } from '../../../contract/wire/pull.ts'
import type { PushAnswer } from '../../../contract/wire/push.ts'
import type { Failure } from './failure.ts'
import type { Pause, SealedEntry } from './types.ts'

/** What is remembered through a run: which side of the exchange failed, and how. */
export interface Run {
  readonly failures: readonly Failure[]
}

export type CycleState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'asking'; readonly run: Run }
  | { readonly kind: 'sealing'; readonly run: Run }
  | { readonly kind: 'pushing'; readonly run: Run; readonly batch: readonly SealedEntry[] }
  | { readonly kind: 'applying'; readonly run: Run }
  | { readonly kind: 'pulling'; readonly run: Run }
  | { readonly kind: 'storing'; readonly run: Run }
  | { readonly kind: 'snapshotting'; readonly run: Run; readonly purpose: 'fill' | 'recover' }
  | { readonly kind: 'recovering'; readonly run: Run }
  | { readonly kind: 'leaving'; readonly run: Run }

export type CycleEvent =
  /** A wake-up of any kind, with the lock held. `mustAsk`: see mustAskFirst. */
  | { readonly kind: 'woken'; readonly mustAsk: boolean }
  /** What the pause waited for has happened (signed in, updated), or the person wants to try. */
  | { readonly kind: 'resumed'; readonly mustAsk: boolean }
  /** The engine stops, or lost the lock; whatever is under way is given up. */
  | { readonly kind: 'stopped' }
  /** Storage failed, or a bug threw. */
  | { readonly kind: 'broke'; readonly message: string }
  | { readonly kind: 'healthHeard' }
  /** The call under way brought no answer. `epoch`: the one that the device knows (WP26). */
  | { readonly kind: 'callFailed'; readonly failure: Failure; readonly epoch?: string }
  /** The next batch is sealed and stored (or was before); empty: nothing may leave now. `hasCursor`: else a snapshot is next. */
  | { readonly kind: 'sealed'; readonly batch: readonly SealedEntry[]; readonly hasCursor: boolean }
  | { readonly kind: 'pushAnswered'; readonly answer: PushAnswer; readonly tookMs: number }
  /** Results are stored. `again`: none of them was `RETRY` or unreadable, so the next batch may follow at once. */
  | { readonly kind: 'answersApplied'; readonly again: boolean; readonly hasCursor: boolean }
  | { readonly kind: 'pageReceived'; readonly page: PullAnswer }
  | { readonly kind: 'pageStored'; readonly hasMore: boolean }
  | { readonly kind: 'snapshotStored' }
  | { readonly kind: 'recovered' }
  /** `again`: `wanted` rose since the run last began to seal, or something may leave now. */
  | { readonly kind: 'wantedRead'; readonly again: boolean }

export type CycleEffect =
  | { readonly kind: 'askHealth' }
  /** Fold what is saved, plan, seal and store the next batch; `sealed`. Remember `meta.wanted` of this transaction. */
  | { readonly kind: 'seal' }
  | { readonly kind: 'push'; readonly batch: readonly SealedEntry[] }
  | {
      readonly kind: 'applyAnswers'
      readonly batch: readonly SealedEntry[]
      readonly answer: PushAnswer
      readonly tookMs: number
    }
  | { readonly kind: 'pull' }
  | { readonly kind: 'storePage'; readonly page: PullAnswer }
  /** `fresh`: forget a snapshot under way and the old cursor first; with `recover`, supersededChanges are trimmed there. */
  | { readonly kind: 'snapshot'; readonly purpose: 'fill' | 'recover' }
  | { readonly kind: 'recover' }
  | { readonly kind: 'readWanted' }
  /** Count a failed call at once: metaAfterFailure, and countFailure for a push. */
  | {
      readonly kind: 'countFailure'
      readonly failure: Failure
      readonly during: 'health' | 'push' | 'pull' | 'snapshot'
      readonly batch: readonly SealedEntry[]
    }
  | { readonly kind: 'storePause'; readonly pause: Pause }
  | { readonly kind: 'clearPause' }
  /** The run is over: metaAfterRun; release the lock. */
  | { readonly kind: 'finish'; readonly failures: readonly Failure[] }

export interface Step {
  readonly state: CycleState
  /** To be executed in order. */
  readonly effects: readonly CycleEffect[]
}

/** The drain as a pure machine. */
export function step(_state: CycleState, _event: CycleEvent): Step {
  throw new Error('not written yet')
}
