import { pull } from '../../sync/pull.ts'
import { membershipOf, parameter, type Route } from '../call.ts'
import { jsonReply } from '../reply.ts'

/** GET /api/sync/pull, whole scope or one model (WP25). */
export const pullRoute: Route = async ({ parts, request, query, session }) => {
  const membership = membershipOf(session, parameter(query, 'scope'))
  if (membership.kind === 'problem') return membership
  const reply = await pull(parts.sync, membership.scope, {
    since: parameter(query, 'since'),
    mark: parameter(query, 'mark'),
    limit: parameter(query, 'limit'),
    model: parameter(query, 'model'),
    excludeDevice: parameter(query, 'exclude_device'),
    digest: parameter(query, 'digest'),
  })
  return reply.kind === 'problem' ? reply : jsonReply(request, reply.json)
}
