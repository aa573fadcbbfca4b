import { createEventStream } from '../../live/event-stream.ts'
import { problem } from '../../sync/reply.ts'
import { head } from '../../sync/scopes.ts'
import { membershipOf, parameter, type Route } from '../call.ts'
import { API_HEADERS } from '../reply.ts'

/** GET /api/sync/live: never compressed, which would hold hints back. */
export const liveRoute: Route = async ({ parts, request, query, session }) => {
  const membership = membershipOf(session, parameter(query, 'scope'))
  if (membership.kind === 'problem') return membership
  const { scope } = membership
  const cursor = await head(parts.sync, scope)
  if (cursor === undefined) return problem('FORBIDDEN', 'You are not a member of this workspace.')
  const headers = { ...API_HEADERS, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }
  if (request.method === 'HEAD') return new Response(null, { headers })
  const mayStay = async (): Promise<boolean> => {
    const now = await parts.accounts.sessionOf(request.headers.get('cookie'))
    return now?.roles.has(scope) ?? false
  }
  const { hub, commentEveryMs } = parts
  return new Response(createEventStream({ hub, scope, cursor, mayStay, commentEveryMs }), { headers })
}
