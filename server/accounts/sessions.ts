import { createHmac, timingSafeEqual } from 'node:crypto'
import type { InferResult, Kysely } from 'kysely'
import type { Role } from '../sync/actor.ts'
import { parseRole } from './roles.ts'
import type { AccountTables } from './tables.ts'

/** Who calls, and what that person may do where; read anew for every call, so that sign-out and removal count at once. */
export interface Session {
  readonly token: string
  readonly userId: string
  /** The display name, for `updated_by`. */
  readonly name: string
  /** Scope → role. */
  readonly roles: ReadonlyMap<string, Role>
}

/** The value of the library's cookie: a token and its HMAC-SHA256 in base64. `__Secure-` is there under https. */
const COOKIE = /(?:^|;\s*)(?:__Secure-)?satchel\.session_token=([^;]+)/

/**
 * Finds sessions with one read by the token's unique index, without the library: cheap enough for every call. The statement
 * is compiled once, which takes longer than running it.
 * @returns finds the session of a `Cookie` header; undefined without a valid, living one
 */
export function createSessionFinder(
  db: Kysely<AccountTables>,
  { secret, nowMs }: { secret: string; nowMs: () => number },
): (cookie: string | null) => Promise<Session | undefined> {
  const byToken = db
    .selectFrom('session')
    .innerJoin('user', 'user.id', 'session.userId')
    .leftJoin('member', 'member.userId', 'user.id')
    .where('session.token', '=', '')
    .select(['session.expiresAt', 'user.id', 'user.name', 'member.organizationId', 'member.role'])
    .compile()
  return async (cookie) => {
    const token = tokenOf(cookie, secret)
    if (token === undefined) return undefined
    const { rows } = await db.executeQuery<InferResult<typeof byToken>[number]>({ ...byToken, parameters: [token] })
    const [first] = rows
    if (!first || new Date(first.expiresAt).getTime() <= nowMs()) return undefined
    const roles = new Map<string, Role>()
    for (const { organizationId, role } of rows) {
      const parsed = role === null ? undefined : parseRole(role)
      if (organizationId !== null && parsed) roles.set(organizationId, parsed)
    }
    return { token, userId: first.id, name: first.name, roles }
  }
}

/** @returns the token of a cookie that this server signed. */
function tokenOf(cookie: string | null, secret: string): string | undefined {
  const [, encoded] = COOKIE.exec(cookie ?? '') ?? []
  if (encoded === undefined) return undefined
  const value = decode(encoded)
  const dot = value.lastIndexOf('.')
  const token = value.slice(0, Math.max(dot, 0))
  const expected = createHmac('sha256', secret).update(token).digest()
  const signature = Buffer.from(value.slice(dot + 1), 'base64')
  return signature.length === expected.length && timingSafeEqual(signature, expected) ? token : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
