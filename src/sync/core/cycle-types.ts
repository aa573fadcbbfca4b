import type { PullAnswer } from '../../../contract/wire/pull.ts'
import type { PushAnswer } from '../../../contract/wire/push.ts'
import type { Call, Failure } from './failure.ts'
import type { Pause, SealedEntry } from './types.ts'

/** What is remembered through a run. */
export interface Run {
  readonly failures: readonly Failure[]
  /** Remedies that were tried: one that did not help is not tried again before the next run. */
  readonly tried: readonly ('snapshot' | 'recover' | 'newIds')[]
}

export type CycleState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'paused'; readonly pause: Pause }
  | { readonly kind: 'asking'; readonly run: Run }
  | { readonly kind: 'sealing'; readonly run: Run }
  | { readonly kind: 'pushing'; readonly run: Run; readonly batch: readonly SealedEntry[]; readonly mayPull: boolean }
  | { readonly kind: 'applying'; readonly run: Run }
  | { readonly kind: 'pulling'; readonly run: Run }
  | { readonly kind: 'storing'; readonly run: Run }
  | { readonly kind: 'snapshotting'; readonly run: Run }
  | { readonly kind: 'recovering'; readonly run: Run }
  | { readonly kind: 'leaving'; readonly run: Run }

export type CycleEvent =
  /** A wake-up of any kind, with the lock held. `mustAsk`: see mustAskFirst. */
  | { readonly kind: 'woken'; readonly mustAsk: boolean }
  /** What the pause waited for has happened (signed in, updated), or the person wants to try. */
  | { readonly kind: 'resumed'; readonly mustAsk: boolean }
  /** The engine stops, lost the lock, or the person works offline from now on; whatever is under way is given up. */
  | { readonly kind: 'stopped' }
  /** Storage failed, or a bug threw. */
  | { readonly kind: 'broke'; readonly message: string }
  | { readonly kind: 'healthHeard' }
  /** The call under way brought no answer. `epoch`: the one that the device knows (WP26). */
  | { readonly kind: 'callFailed'; readonly failure: Failure; readonly epoch?: string }
  /**
   * The next batch is sealed and stored (or was before); empty: nothing may leave now. `mustBind`: nothing may before the server
   * has been told, by a push without changes, whose device this is (F31). `mayPull`: may it go on by pulls? Else a snapshot is next.
   */
  | {
      readonly kind: 'sealed'
      readonly batch: readonly SealedEntry[]
      readonly mustBind: boolean
      readonly mayPull: boolean
    }
  | { readonly kind: 'pushAnswered'; readonly answer: PushAnswer; readonly tookMs: number }
  /**
   * Results are stored. `retried`: some were `RETRY`, unreadable or missing, so that the next batch must wait a while. `renewed`: what
   * is sealed goes on under another device id.
   */
  | {
      readonly kind: 'answersApplied'
      readonly retried: boolean
      readonly renewed: boolean
      readonly mayPull: boolean
    }
  | { readonly kind: 'pageReceived'; readonly page: PullAnswer }
  /** `mayPull`: else the mirror is not the server's (WP27), and a snapshot is next. */
  | { readonly kind: 'pageStored'; readonly hasMore: boolean; readonly mayPull: boolean }
  | { readonly kind: 'snapshotStored' }
  | { readonly kind: 'recovered' }
  /** `again`: `wanted` rose since the run last began to seal. */
  | { readonly kind: 'wantedRead'; readonly again: boolean }

export type CycleEffect =
  | { readonly kind: 'askHealth' }
  /** In one transaction: remember `wanted`, fold what is saved, plan, seal and store the next batch. */
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
  /** Fills the mirror, or goes on doing so. `isFresh`: one that was under way is of no use any more. */
  | { readonly kind: 'snapshot'; readonly isFresh: boolean }
  /** A fresh snapshot; in the transaction that makes it the mirror, `recover` for every record with entries or archive. */
  | { readonly kind: 'recover'; readonly isFresh: boolean }
  | { readonly kind: 'readWanted' }
  /** Count a failed call at once: metaAfterFailure, and countFailure for the batch of a push. */
  | {
      readonly kind: 'countFailure'
      readonly failure: Failure
      readonly during: Call
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

export type StateKind = CycleState['kind']
export type EventKind = CycleEvent['kind']
export type StateOf<K extends StateKind> = Extract<CycleState, { kind: K }>
export type EventOf<K extends EventKind> = Extract<CycleEvent, { kind: K }>
