import { snapshot } from '../../sync/snapshot.ts'
import { membershipOf, parameter, type Route } from '../call.ts'
import { ndjsonReply } from '../ndjson.ts'

/** GET /api/sync/snapshot */
export const snapshotRoute: Route = async ({ parts, request, query, session }) => {
  const membership = membershipOf(session, parameter(query, 'scope'))
  if (membership.kind === 'problem') return membership
  const reply = await snapshot(parts.sync, membership.scope, parameter(query, 'after'))
  return reply.kind === 'problem' ? reply : ndjsonReply(request, reply.chunks)
}
