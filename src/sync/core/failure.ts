import type { Pause } from './types.ts'

/**
 * Why a call brought no answer of its own kind. `problem`: the server refused it (WP5). `unreachable`: nothing came that
 * Satchel's server could have said (WP3), so nothing may be concluded.
 */
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
  | {
      readonly kind: 'unreachable'
      readonly message: string
      readonly timedOut: boolean
      /** Somebody on the way (a proxy) said 413 in words of its own. */
      readonly tooLarge?: true
    }

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

/** The code of a refused push without changes, in the person's own session: the device's id was bound to somebody else. */
export const DEVICE_ID_TAKEN = 'DEVICE_ID_TAKEN'

/** Which call failed. */
export type Call = 'health' | 'push' | 'pull' | 'snapshot'

/** @param knownEpoch a lost scope is believed only for the epoch that the device knows (WP26) */
export function remedyOf(failure: Failure, during: Call, knownEpoch: string | undefined): Remedy {
  if (failure.kind === 'unreachable') return { kind: failure.tooLarge && during === 'push' ? 'shrink' : 'wait' }
  switch (failure.status) {
    case 400:
      // A mark that cannot be read is 400, which is treated as 410 (WP9).
      return { kind: during === 'push' ? 'shrink' : during === 'pull' ? 'snapshot' : 'wait' }
    case 401:
      return pause({ kind: 'unauthenticated' })
    case 403:
      if (failure.code === DEVICE_ID_TAKEN) return { kind: 'wait' }
      return pause(pauseOf(failure, knownEpoch))
    case 409:
      return { kind: 'recover' }
    case 410:
      return { kind: 'snapshot' }
    case 413:
      return { kind: 'shrink' }
    case 426:
      return pause({ kind: 'updateNeeded' })
    default:
      return { kind: 'wait' }
  }
}

function pauseOf(failure: Extract<Failure, { kind: 'problem' }>, knownEpoch: string | undefined): Pause {
  switch (failure.code) {
    case 'OTHER_USERS_DEVICE':
      return { kind: 'otherUsersDevice' }
    case 'DEVICE_REVOKED':
      return { kind: 'deviceRevoked' }
    default: {
      const isKnown = failure.epoch !== undefined && failure.epoch === knownEpoch
      return { kind: 'forbidden', scopeRemoved: failure.scopeRemoved === true && isKnown }
    }
  }
}

function pause(why: Pause): Remedy {
  return { kind: 'pause', pause: why }
}
