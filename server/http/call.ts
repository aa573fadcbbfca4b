import type { Accounts } from '../accounts/accounts.ts'
import type { Session } from '../accounts/sessions.ts'
import type { LiveHub } from '../live/hub.ts'
import type { Actor } from '../sync/actor.ts'
import type { SyncContext } from '../sync/context.ts'
import { type Problem, problem } from '../sync/reply.ts'
import type { Refusal } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'

/** What the routes work with. One for a process. */
export interface Parts {
  readonly sync: SyncContext
  readonly accounts: Accounts
  readonly hub: LiveHub
  /** What the app is called in a browser: scheme, host, port. */
  readonly origin: string
  /** Milliseconds between the comments of a live stream. */
  readonly commentEveryMs: number
  /** How often one session may call. */
  readonly rate: RateLimit
  /** Told of every error that became a 500. */
  readonly onError: (error: unknown) => void
}

/** One call of somebody who is signed in. */
export interface Call {
  readonly parts: Parts
  readonly request: Request
  readonly query: URLSearchParams
  readonly session: Session
}

/** A route: parse, act, reply. What it throws is a bug. */
export type Route = (call: Call) => Promise<Response | Refusal>

/** The partition that a call is about, and its caller as one who acts there. */
export interface Membership {
  readonly kind: 'membership'
  readonly scope: string
  readonly actor: Actor
}

/**
 * WP7. One answer for a scope that is not there and one that the caller may not see.
 * @param scope as the call names it; undefined: the caller's only one
 */
export function membershipOf({ userId, name, roles }: Session, scope: string | undefined): Membership | Problem {
  if (scope === undefined && roles.size !== 1) return problem('INVALID_BODY', 'Name the scope.')
  const named = scope ?? [...roles.keys()][0] ?? ''
  const role = roles.get(named)
  if (!role) return problem('FORBIDDEN', 'You are not a member of this workspace.')
  return { kind: 'membership', scope: named, actor: { userId, name, role } }
}

/** A parameter as the call gives it; undefined if it does not. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) ?? undefined
}
