import * as v from 'valibot'
import { AUTH_PATH } from '../../accounts/library.ts'
import { problem } from '../../sync/reply.ts'
import type { Parts } from '../call.ts'
import { readJsonBody } from '../json-body.ts'
import type { Refusal } from '../problem.ts'
import { API_HEADERS } from '../reply.ts'

/** The accounts library's own paths that are open: those that the app uses. */
const PATHS = new Set(['POST /sign-in/email', 'POST /sign-out', 'GET /get-session', 'GET /organization/list'])

/** /api/auth/*: the library answers, we limit sign-ins and give its errors the form of WP5. */
export async function authRoute(parts: Parts, request: Request): Promise<Response | Refusal> {
  const { accounts, origin } = parts
  const path = new URL(request.url).pathname.slice(AUTH_PATH.length)
  if (!PATHS.has(`${request.method} ${path}`)) return problem('NOT_FOUND', 'There is no such call.')
  const headers = new Headers({ 'content-type': 'application/json' })
  for (const name of ['cookie', 'user-agent']) headers.set(name, request.headers.get(name) ?? '')
  const ask = (body: string | null) =>
    accounts.library.handler(new Request(origin + AUTH_PATH + path, { method: request.method, headers, body }))
  if (path === '/organization/list') return inOrder(parts, await ask(null))
  if (request.method === 'GET') return toReply(parts, await ask(null))
  if (path === '/sign-out') return signOut(parts, request, () => ask('{}'))
  const body = await readJsonBody(request)
  if (body.kind === 'problem') return body
  const credentials = toCredentials(body.value)
  if (!credentials) return problem('INVALID_BODY', 'A sign-in is {"email","password"}.')
  return signIn(parts, credentials.email, () => ask(JSON.stringify(credentials)))
}

async function signIn(parts: Parts, email: string, ask: () => Promise<Response>): Promise<Response | Refusal> {
  const attempt = await parts.accounts.signIns.attempt(email, async () => {
    const value = await ask()
    const outcome = value.ok ? 'signed_in' : value.status === 401 ? 'wrong' : 'not_counted'
    return { value, outcome }
  })
  if (attempt.kind === 'done') return toReply(parts, attempt.value)
  return { ...problem('RATE_LIMITED', 'Too many failed sign-ins.'), retryAfterS: attempt.seconds }
}

/** The library says that all went well even if the session could not be removed. */
async function signOut(parts: Parts, request: Request, ask: () => Promise<Response>): Promise<Response | Refusal> {
  const answer = await ask()
  const remains = await parts.accounts.sessionOf(request.headers.get('cookie'))
  return remains ? problem('UNAVAILABLE', 'The session could not be ended.') : toReply(parts, answer)
}

/** The workspaces, the oldest first: a new one changes no device's first. */
async function inOrder(parts: Parts, answer: Response): Promise<Response | Refusal> {
  if (!answer.ok) return toReply(parts, answer)
  const workspaces = v.parse(v.array(v.looseObject({ id: v.string(), createdAt: v.string() })), await answer.json())
  const key = ({ createdAt, id }: { createdAt: string; id: string }): string => `${createdAt} ${id}`
  return toReply(parts, Response.json(workspaces.sort((a, b) => (key(a) < key(b) ? -1 : 1))))
}

/** Only these two members: what else the library would take (where to redirect to, say) is not offered. */
function toCredentials(value: unknown): { email: string; password: string } | undefined {
  if (typeof value !== 'object' || value === null || !('email' in value) || !('password' in value)) return undefined
  const { email, password } = value
  return typeof email === 'string' && typeof password === 'string' ? { email, password } : undefined
}

async function toReply({ onError }: Parts, answer: Response): Promise<Response | Refusal> {
  if (answer.ok) {
    const headers = new Headers({ ...API_HEADERS, 'content-type': 'application/json' })
    for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie)
    return new Response(await answer.text(), { headers })
  }
  if (answer.status === 401)
    return problem('UNAUTHENTICATED', 'Sign in: e-mail or password is wrong, or the session ended.')
  if (answer.status === 403) return problem('FORBIDDEN', 'The account may not do this.')
  if (answer.status < 500) return problem('INVALID_BODY', 'The accounts library refused the request.')
  // It keeps to itself what it failed at: where it only reads, that is the database.
  onError(new Error(`The accounts library answered ${answer.status}`))
  return problem('UNAVAILABLE', 'The accounts cannot answer now.')
}
