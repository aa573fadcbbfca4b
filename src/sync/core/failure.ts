import type { Pause } from './types.ts'

/** Why a call brought no answer of its own kind; the shape that a transport's outcome has (ports.ts). */
export type Failure =
  | {
      readonly kind: 'problem'
      readonly status: number
      readonly code: string
      readonly message: string
      readonly retryAfterMs?: number
      readonly scopeRemoved?: boolean
      readonly epoch?: string
    }
  | { readonly kind: 'unreachable'; readonly message: string; readonly timedOut: boolean }

/** What a failure asks for. */
export type Remedy =
  /** Wait and try again. */
  | { readonly kind: 'wait' }
  /** 400, 413: a smaller batch may pass at once. */
  | { readonly kind: 'shrink' }
  /** Nothing may be sent until something outside changes. Nothing is dropped. */
  | { readonly kind: 'pause'; readonly pause: Pause }
  /** 410: the cursor is too old. */
  | { readonly kind: 'snapshot' }
  /** 409: another history. */
  | { readonly kind: 'recover' }

/** @param during a 400 to a pull is a cursor that cannot be read: as 410 (WP9) @param knownEpoch WP26 */
export function remedyOf(
  _failure: Failure,
  _during: 'health' | 'push' | 'pull' | 'snapshot',
  _knownEpoch: string | undefined,
): Remedy {
  throw new Error('not written yet')
}
