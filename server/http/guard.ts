import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../contract/wire/protocol.ts'
import { type Problem, problem } from '../sync/reply.ts'

/**
 * May this call come in at all (WP2)? Before anything is read: the protocol's version, where a browser says it comes from, and
 * for a write the two headers that no form of another site can send.
 * @param origin the app's own origin; an `Origin` of the same host as `Host` passes too, for several names of one server
 */
export function guard(request: Request, origin: string): Problem | undefined {
  const version = request.headers.get(PROTOCOL_HEADER)
  const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
  if (version !== PROTOCOL_VERSION && (isWrite || version !== null)) {
    return problem('PROTOCOL_UNSUPPORTED', `This server speaks ${PROTOCOL_HEADER}: ${PROTOCOL_VERSION}.`)
  }
  if (isForeign(request, origin)) return problem('FORBIDDEN', 'Calls from another site are refused.')
  // A write without a body has no content type; what needs a body refuses it when it reads.
  const contentType = request.headers.get('content-type')
  const hasBody = request.headers.has('transfer-encoding') || (request.headers.get('content-length') ?? '0') !== '0'
  if (isWrite && (contentType === null ? hasBody : !isJson(contentType))) {
    return problem('INVALID_BODY', 'A body must have content-type: application/json.')
  }
  return undefined
}

function isForeign(request: Request, own: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site === 'cross-site' || site === 'same-site') return true
  const origin = request.headers.get('origin')
  if (origin === null || origin === own) return false
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.get('host')
}

function isJson(contentType: string): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType)
}
