import type { Accounts } from '../../server/accounts/accounts.ts'
import type { Role } from '../../server/sync/actor.ts'

export const SCOPE = 'demo'
/** A scope that only some see: no row of it may come to a device of `SCOPE`. */
export const FOREIGN_SCOPE = 'other'
export const PEOPLE = ['Ana', 'Ben', 'Cem', 'Dan'] as const
export type Person = (typeof PEOPLE)[number]

/** Sign-in stays outside: a session's cookie is the person's name. */
export interface SimPeople {
  readonly roles: Map<Person, Role>
  /** Sessions that ended: 401 until they sign in again. */
  readonly signedOut: Set<Person>
  readonly accounts: Accounts
}

export function createPeople(): SimPeople {
  const roles = new Map<Person, Role>(PEOPLE.map((person) => [person, 'editor']))
  const signedOut = new Set<Person>()
  const find = (cookie: string | null): Person | undefined =>
    PEOPLE.find((person) => person === cookie && !signedOut.has(person))
  const accounts: Pick<Accounts, 'sessionOf'> & { library: { handler(request: Request): Promise<Response> } } = {
    sessionOf: async (cookie) => {
      const person = find(cookie)
      if (!person) return undefined
      const scopes = [[SCOPE, roles.get(person) ?? 'viewer'], ...(person === 'Ana' ? [[FOREIGN_SCOPE, 'editor']] : [])]
      return { token: person, userId: person, name: person, roles: new Map(scopes as [string, Role][]) }
    },
    library: {
      handler: async (request) => {
        const person = find(request.headers.get('cookie'))
        return Response.json(person ? { user: { id: person } } : null)
      },
    },
  }
  // What the routes of sync use of it, and the one path of sign-in that a device asks.
  return { roles, signedOut, accounts: accounts as unknown as Accounts }
}
