import { setTimeout as delay } from 'node:timers/promises'
import type { Accounts } from '../accounts/accounts.ts'
import { isMadeMeanwhile } from '../accounts/made-meanwhile.ts'
import { retrying } from '../storage/retry.ts'
import type { Actor } from '../sync/actor.ts'
import { applyChanges } from '../sync/apply-changes.ts'
import type { SyncContext } from '../sync/context.ts'
import { createScope, head } from '../sync/scopes.ts'
import { DEMO_COUNTS, type DatedChange, generateDemo } from './generate.ts'

export const DEMO_SCOPE = 'demo'
export const DEMO_PASSWORD = 'satchel-demo'

export const DEMO_USERS = [
  { name: 'Ana', email: 'ana@demo.test', role: 'editor' },
  { name: 'Ben', email: 'ben@demo.test', role: 'editor' },
  { name: 'Olu', email: 'olu@demo.test', role: 'viewer' },
  { name: 'Kit', email: 'kit@demo.test', role: 'admin' },
] as const

/**
 * Fills an empty database with the demo workspace. The workspace itself is written last: a start that was cut off in the
 * middle begins again, and finds what it made already.
 * @returns whether the demo workspace is there now; a database with other workspaces is left alone
 */
export async function seedDemo(sync: SyncContext, accounts: Accounts): Promise<boolean> {
  const there = await accounts.workspaces()
  if (there.length > 0) return there.includes(DEMO_SCOPE)
  const actors = await ensureDemoUsers(accounts)
  const { random } = sync.environment
  const isFirst = await retrying(random, () => createScope(sync, DEMO_SCOPE, 'Demo'), isMadeMeanwhile)
  if (!isFirst && (await isMadeByAnother(sync, accounts))) return true
  const scope = await sync.storage.read((snapshot) => snapshot.scope(DEMO_SCOPE))
  // The clock of the first try, so that a second one makes the same records.
  const nowMs = Date.parse(scope?.created_at ?? '')
  const changes = generateDemo({ counts: DEMO_COUNTS, nowMs, seed: 1, tag: '' })
  await applyDated(sync, editorsOf(actors), changes)
  await accounts.createWorkspace(DEMO_SCOPE, 'Demo', actors)
  return true
}

const LOOK_EVERY_MS = 250
const STILL_MS = 3_000

/**
 * Another server over the same database may be at it: it is waited for as long as it gets on. SQLite's file is this process's own.
 * @returns whether the demo is there now
 */
async function isMadeByAnother(sync: SyncContext, accounts: Accounts): Promise<boolean> {
  if (sync.storage.dialect === 'sqlite') return false
  let before: string | undefined
  for (let stillMs = 0; stillMs < STILL_MS; stillMs += LOOK_EVERY_MS) {
    if ((await accounts.workspaces()).includes(DEMO_SCOPE)) return true
    const now = await head(sync, DEMO_SCOPE)
    if (now !== before) stillMs = 0
    before = now
    await delay(LOOK_EVERY_MS)
  }
  return false
}

/** The demo's people, made if they are not there yet. */
export async function ensureDemoUsers(accounts: Accounts): Promise<Actor[]> {
  const ids = await accounts.ensureUsers(DEMO_USERS, DEMO_PASSWORD)
  return DEMO_USERS.map(({ email, name, role }) => ({ userId: ids.get(email) ?? '', name, role }))
}

/** Who enters records in the demo. */
export function editorsOf(actors: readonly Actor[]): Actor[] {
  return actors.filter(({ role }) => role === 'editor')
}

/**
 * Applies changes as if their authors had made them then: the actors take turns, and the server's clock stands at the
 * time of each batch, so that lists and histories look lived in.
 * @throws Error if one is refused: the generator made something that the rules forbid
 */
export async function applyDated(
  sync: SyncContext,
  actors: readonly Actor[],
  changes: readonly DatedChange[],
  batchSize = 24,
): Promise<void> {
  for (let start = 0; start < changes.length; start += batchSize) {
    const batch = changes.slice(start, start + batchSize)
    const actor = actors[(start / batchSize) % actors.length]
    const atMs = batch.at(-1)?.atMs
    if (!actor || atMs === undefined) throw new Error('no actors')
    const then = { ...sync, environment: { ...sync.environment, nowMs: () => atMs } }
    const results = await applyChanges(
      then,
      actor,
      DEMO_SCOPE,
      batch.map(({ change }) => change),
    )
    // A record that an earlier try made, and went on to change, is there already.
    const refused = results.find(({ ok, code }) => !ok && code !== 'ALREADY_EXISTS')
    if (refused) throw new Error(`The demo made a change that is refused: ${refused.code}: ${refused.message}`)
  }
}
