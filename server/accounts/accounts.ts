import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { retrying } from '../storage/retry.ts'
import type { Dialect } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'
import { type AuthLibrary, openAuthLibrary } from './library.ts'
import { isMadeMeanwhile } from './made-meanwhile.ts'
import { createSessionFinder, type Session } from './sessions.ts'
import { createSignInLimit, type SignInLimit } from './sign-in-limit.ts'
import type { AccountTables } from './tables.ts'

/** People, their sessions and where they are members. */
export interface Accounts {
  readonly library: AuthLibrary
  readonly signIns: SignInLimit
  /** @param cookie the `Cookie` header of a call */
  sessionOf(cookie: string | null): Promise<Session | undefined>
  /** Makes those who are not there yet, with this first password. @returns e-mail → id of everybody */
  ensureUsers(people: readonly Person[], password: string): Promise<ReadonlyMap<string, string>>
  /** The ids of all workspaces. */
  workspaces(): Promise<string[]>
  /** A workspace with its members at once; its id is the scope's. Roles are the names of `roles.ts`. */
  createWorkspace(id: string, name: string, members: readonly { userId: string; role: string }[]): Promise<void>
}

export interface Person {
  /** In lower case. */
  readonly email: string
  /** The display name. */
  readonly name: string
}

export interface AccountsOptions {
  /** Stays the caller's. */
  readonly db: Kysely<Tables>
  readonly dialect: Dialect
  readonly origin: string
  readonly secret: string
  readonly nowMs: () => number
  /** In [0, 1). */
  readonly random: () => number
}

/** Opens the accounts in a database; their tables are made if they are not there. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { nowMs, random } = options
  const library = await openAuthLibrary(options.db, options)
  const db = options.db.withTables<AccountTables>()
  const transact: Transact = (work) => retrying(random, () => db.transaction().execute(work))
  return {
    library,
    signIns: await createSignInLimit(db, options),
    sessionOf: createSessionFinder(db, options),
    ensureUsers: (people, password) =>
      retrying(random, () => ensureUsers({ db, library, transact, nowMs }, people, password), isMadeMeanwhile),
    workspaces: async () => (await db.selectFrom('organization').select('id').execute()).map(({ id }) => id),
    createWorkspace: async (id, name, members) => {
      const createdAt = new Date(nowMs()).toISOString()
      const rows = members.map(({ userId, role }) => ({
        id: randomUUID(),
        organizationId: id,
        userId,
        role,
        createdAt,
      }))
      await transact(async (tx) => {
        await tx.insertInto('organization').values({ id, name, slug: id, createdAt }).execute()
        await tx.insertInto('member').values(rows).execute()
      })
    },
  }
}

interface Making {
  readonly db: Kysely<Tables & AccountTables>
  readonly library: AuthLibrary
  readonly transact: Transact
  readonly nowMs: () => number
}

async function ensureUsers({ db, library, transact, nowMs }: Making, people: readonly Person[], password: string) {
  const emails = people.map(({ email }) => email)
  const known = await db.selectFrom('user').select(['email', 'id']).where('email', 'in', emails).execute()
  const ids = new Map(known.map(({ email, id }) => [email, id]))
  const missing = people.filter(({ email }) => !ids.has(email))
  if (missing.length === 0) return ids
  // Slow on purpose: once for all of them.
  const passwordHash = await library.hashPassword(password)
  for (const person of missing) ids.set(person.email, await addUser(transact, person, passwordHash, nowMs()))
  return ids
}

type Transact = (work: (tx: Kysely<Tables & AccountTables>) => Promise<void>) => Promise<void>

/** Person and password in one transaction, as the library would write them one after the other. @returns the id */
async function addUser(transact: Transact, { email, name }: Person, password: string, nowMs: number) {
  const id = randomUUID()
  const createdAt = new Date(nowMs).toISOString()
  const both = { id, createdAt, updatedAt: createdAt }
  await transact(async (tx) => {
    // SQLite has no booleans to bind.
    const emailVerified = sql<boolean>`true`
    await tx
      .insertInto('user')
      .values({ ...both, name, email, emailVerified })
      .execute()
    await tx
      .insertInto('account')
      .values({ ...both, userId: id, accountId: id, providerId: 'credential', password })
      .execute()
  })
  return id
}
