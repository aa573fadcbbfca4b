import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { organization } from 'better-auth/plugins/organization'
import { defaultRoles, memberAc } from 'better-auth/plugins/organization/access'
import type { Kysely } from 'kysely'
import { isMadeMeanwhile } from './made-meanwhile.ts'
import { retrying } from '../storage/retry.ts'
import type { Dialect } from '../storage/storage.ts'
import type { Tables } from '../storage/tables.ts'

/** The part of better-auth that we use. Never call it inside a database transaction: on one connection it waits for ever. */
export interface AuthLibrary {
  handler(request: Request): Promise<Response>
  hashPassword(password: string): Promise<string>
}

/** Where paths of the library begin. */
export const AUTH_PATH = '/api/auth'
export const SESSION_DAYS = 90

/**
 * Creates or completes the library's tables and returns it ready for calls.
 * @param origin decides whether cookies are `Secure`
 * @param random in [0, 1)
 */
export async function openAuthLibrary(
  db: Kysely<Tables>,
  { origin, secret, dialect, random }: { origin: string; secret: string; dialect: Dialect; random: () => number },
): Promise<AuthLibrary> {
  const options = {
    appName: 'Satchel',
    baseURL: origin,
    basePath: AUTH_PATH,
    secret,
    database: { db, type: dialect, transaction: false },
    emailAndPassword: { enabled: true, disableSignUp: true },
    // A day offline must not end in a sign-in: a session lives long, and every day of use renews it.
    session: { expiresIn: SESSION_DAYS * 86_400, updateAge: 86_400, cookieCache: { enabled: false } },
    advanced: {
      cookiePrefix: 'satchel',
      // Our guard has looked at origin and headers before (WP2), and clients other than browsers send no Origin.
      disableCSRFCheck: true,
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error' },
    // What the database throws comes to our own error handler, which tells 503 from 500.
    onAPIError: { throw: true },
    plugins: [
      organization({
        allowUserToCreateOrganization: false,
        disableOrganizationDeletion: true,
        roles: { ...defaultRoles, editor: memberAc, viewer: memberAc },
      }),
    ],
  } satisfies BetterAuthOptions
  await retrying(random, async () => (await getMigrations(options)).runMigrations(), isMadeMeanwhile)
  const auth = betterAuth(options)
  const { password } = await auth.$context
  return {
    // Whatever it writes collides with somebody at times. A sign-in whose session was stored all the same makes another one.
    handler: (request) => retrying(random, () => auth.handler(request.clone())),
    hashPassword: (text) => password.hash(text),
  }
}
