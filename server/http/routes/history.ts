import { history } from '../../sync/history.ts'
import { membershipOf, parameter, type Route } from '../call.ts'
import { jsonReply } from '../reply.ts'

/** GET /api/history */
export const historyRoute: Route = async ({ parts, request, query, session }) => {
  const membership = membershipOf(session, parameter(query, 'scope'))
  if (membership.kind === 'problem') return membership
  const reply = await history(parts.sync, membership.scope, {
    model: parameter(query, 'model'),
    id: parameter(query, 'id'),
    before: parameter(query, 'before'),
    limit: parameter(query, 'limit'),
  })
  return reply.kind === 'problem' ? reply : jsonReply(request, reply.json)
}
