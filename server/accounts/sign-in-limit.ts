import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { retrying } from '../storage/retry.ts'
import { isMadeMeanwhile } from './made-meanwhile.ts'
import type { AccountTables } from './tables.ts'

/** PROTOCOL.md §6. */
export const FAILURES_MAX = 10
export const FAILURE_WINDOW_MS = 15 * 60_000

/** What an attempt came to, and whether the guess was wrong; a body that is no attempt at all is not counted. */
export interface Attempt<T> {
  readonly value: T
  readonly outcome: 'signed_in' | 'wrong' | 'not_counted'
}

export interface SignInLimit {
  /**
   * Runs one attempt on an account, unless too many have failed. Attempts on one account wait for each other, so that
   * many at once get no more guesses than one after the other.
   * @returns the attempt's value, or how many seconds to wait; the same for accounts that do not exist
   */
  attempt<T>(
    email: string,
    run: () => Promise<Attempt<T>>,
  ): Promise<{ kind: 'done'; value: T } | { kind: 'wait'; seconds: number }>
}

interface Clock {
  readonly nowMs: () => number
  /** In [0, 1). */
  readonly random: () => number
}

/** Failures are stored, so that a restart forgives nobody. */
export async function createSignInLimit(db: Kysely<AccountTables>, { nowMs, random }: Clock): Promise<SignInLimit> {
  await retrying(random, () => makeTable(db), isMadeMeanwhile)
  const running = new Map<string, Promise<unknown>>()
  return {
    attempt: (email, run) => {
      const account = createHash('sha256').update(email.toLowerCase()).digest('hex')
      const earlier = running.get(account) ?? Promise.resolve()
      const result = earlier.then(() => attemptAlone(db, account, { nowMs, random }, run))
      const settled = result
        .catch(() => undefined)
        .finally(() => {
          if (running.get(account) === settled) running.delete(account)
        })
      running.set(account, settled)
      return result
    },
  }
}

async function makeTable(db: Kysely<AccountTables>): Promise<void> {
  await db.schema
    .createTable('sign_in_failures')
    .ifNotExists()
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('sign_in_failures_account')
    .ifNotExists()
    .on('sign_in_failures')
    .columns(['account', 'at_ms'])
    .execute()
}

async function attemptAlone<T>(
  db: Kysely<AccountTables>,
  account: string,
  { nowMs, random }: Clock,
  run: () => Promise<Attempt<T>>,
): Promise<{ kind: 'done'; value: T } | { kind: 'wait'; seconds: number }> {
  const since = nowMs() - FAILURE_WINDOW_MS
  const failures = await db
    .selectFrom('sign_in_failures')
    .select('at_ms')
    .where('account', '=', account)
    .where('at_ms', '>', since)
    .orderBy('at_ms', 'desc')
    .limit(FAILURES_MAX)
    .execute()
  const oldest = failures.at(FAILURES_MAX - 1)
  if (oldest) return { kind: 'wait', seconds: Math.ceil((Number(oldest.at_ms) - since) / 1_000) }
  const { value, outcome } = await run()
  if (outcome === 'signed_in') await db.deleteFrom('sign_in_failures').where('account', '=', account).execute()
  if (outcome === 'wrong') {
    await db.deleteFrom('sign_in_failures').where('at_ms', '<=', since).execute()
    const failure = { account, at_ms: nowMs() }
    // Rather counted twice than not at all.
    await retrying(random, () => db.insertInto('sign_in_failures').values(failure).execute())
  }
  return { kind: 'done', value }
}
