import { QuotaExceeded } from './errors.ts'

/** What one drain did, and whether another one soon could do more. Plain data: it travels between worker and page. */
export interface DrainReport {
  /** The wake-up that began it. */
  readonly reason: string
  /** Changes sent, repeats included; results stored; of these, parked for a person. */
  readonly sent: number
  readonly answered: number
  readonly parked: number
  /** Rows that a pull or snapshot stored. */
  readonly pulled: number
  readonly end: DrainEnd
}

export type DrainEnd =
  /** Pushed what could be pushed, and pulled to the head. */
  | { readonly kind: 'done' }
  /** Somebody else drains, and has seen that more is wanted. */
  | { readonly kind: 'busy' }
  /**
   * Something is left for later, not before `waitMs` from now. `error`: this drain failed; absent: it did not begin. `asked`:
   * the server itself asked to wait.
   */
  | { readonly kind: 'waiting'; readonly waitMs: number; readonly error?: string; readonly asked?: true }
  /** Until a person acts: signs in, updates the app. */
  | { readonly kind: 'paused'; readonly why: string }
  /** The storage failed, or the engine was stopped. `isFull`: there is no room for what a drain must write down. */
  | { readonly kind: 'broken'; readonly message: string; readonly isFull?: true }

/** Could the same drain a little later do more than this one did? Background Sync rejects only then. */
export function laterMayHelp({ end }: DrainReport): boolean {
  return end.kind === 'waiting' || end.kind === 'broken'
}

/** The report of a drain that could not even begin. */
export function brokenReport(reason: string, error: unknown): DrainReport {
  return { reason, sent: 0, answered: 0, parked: 0, pulled: 0, end: brokenEnd(error) }
}

/** @param error what was thrown */
export function brokenEnd(error: unknown): DrainEnd {
  return { kind: 'broken', message: String(error), ...(error instanceof QuotaExceeded && { isFull: true }) }
}
