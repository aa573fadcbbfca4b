import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { snapshot } from '../../sync/snapshot.ts'
import { membershipOf, parameter, type Route } from '../call.ts'
import { acceptsGzip, API_HEADERS, GZIP_LEVEL } from '../reply.ts'

/** GET /api/sync/snapshot: read as fast as the client takes it, and no further once it has gone. */
export const snapshotRoute: Route = async ({ parts, request, query, session }) => {
  const membership = membershipOf(session, parameter(query, 'scope'))
  if (membership.kind === 'problem') return membership
  const reply = await snapshot(parts.sync, membership.scope, parameter(query, 'after'))
  if (reply.kind === 'problem') return reply
  const isCompressed = acceptsGzip(request)
  const headers = { ...API_HEADERS, 'content-type': 'application/x-ndjson', vary: 'accept-encoding' }
  if (request.method === 'HEAD') return new Response(null, { headers })
  const lines = Readable.from(reply.chunks, { objectMode: false })
  if (!isCompressed) return new Response(toBody(lines), { headers })
  // The callback gets what ended the stream early: the client that left, or an error that cuts the body short.
  const compressed = pipeline(lines, createGzip({ level: GZIP_LEVEL }), () => {})
  return new Response(toBody(compressed), { headers: { ...headers, 'content-encoding': 'gzip' } })
}

function toBody(stream: Readable): ReadableStream<Uint8Array> {
  // Node and the web name the same class twice.
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}
