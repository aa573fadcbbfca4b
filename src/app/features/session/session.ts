import * as v from 'valibot'
import { sessionSchema } from '../../../../contract/wire/session.ts'
import type { Outcome } from '../../../sync/ports.ts'
import type { Account, Scope } from './account.ts'
import { callApi } from './api.ts'

/** Signs in at the server; the cookie is set by its answer. */
export async function signIn(email: string, password: string): Promise<Outcome<Account>> {
  const outcome = await callApi('/api/auth/sign-in/email', v.object({ user: userSchema }), { email, password })
  return outcome.kind === 'answer' ? { kind: 'answer', value: toAccount(outcome.value.user) } : outcome
}

/** Does the server know who this is? False also where it cannot be asked. */
export async function isSignedIn(): Promise<boolean> {
  const outcome = await callApi('/api/auth/get-session', sessionSchema)
  return outcome.kind === 'answer' && outcome.value !== null
}

/** Ends the server's session; best effort, since a device without network may be left too. */
export async function signOutOfServer(): Promise<void> {
  await callApi('/api/auth/sign-out', v.unknown(), {})
}

/** The workspaces of the signed-in account. */
export async function listScopes(): Promise<Outcome<Scope[]>> {
  return callApi('/api/auth/organization/list', v.array(v.object({ id: v.string(), name: v.string() })))
}

const userSchema = v.object({ id: v.string(), name: v.string(), email: v.string() })

function toAccount({ id, name, email }: v.InferOutput<typeof userSchema>): Account {
  return { userId: id, name, email }
}
