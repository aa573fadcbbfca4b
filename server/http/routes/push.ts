import * as v from 'valibot'
import { CHANGES_MAX } from '../../../contract/wire/protocol.ts'
import { pushRequestSchema } from '../../../contract/wire/push.ts'
import { push } from '../../sync/push.ts'
import { problem } from '../../sync/reply.ts'
import { membershipOf, type Route } from '../call.ts'
import { readJsonBody } from '../json-body.ts'
import { jsonReply } from '../reply.ts'

/** POST /api/sync/push */
export const pushRoute: Route = async ({ parts, request }) => {
  const body = await readJsonBody(request)
  if (body.kind === 'problem') return body
  const envelope = v.safeParse(pushRequestSchema, body.value)
  if (!envelope.success) return problem('INVALID_BODY', describe(envelope.issues))
  if (envelope.output.changes.length > CHANGES_MAX) {
    return problem('TOO_MANY_CHANGES', `A push may have ${CHANGES_MAX} changes.`)
  }
  // A body may take minutes to arrive: what counts are the rights of now, not those of its first byte.
  const session = await parts.accounts.sessionOf(request.headers.get('cookie'))
  if (!session) return problem('UNAUTHENTICATED', 'Sign in first.')
  const membership = membershipOf(session, envelope.output.scope)
  if (membership.kind === 'problem') return membership
  const reply = await push(parts.sync, membership.actor, membership.scope, envelope.output)
  return reply.kind === 'problem' ? reply : jsonReply(request, reply.json)
}

/** Which member is wrong, and how; never the value, which may be a megabyte. */
function describe([issue]: readonly v.BaseIssue<unknown>[]): string {
  const path = issue ? v.getDotPath(issue) : null
  return path === null ? 'The body is not a push.' : `The body is not a push: ${path} is wrong.`
}
