import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { acceptsGzip, API_HEADERS, GZIP_LEVEL } from './reply.ts'

/**
 * A 200 with lines of JSON, compressed for who accepts it. Chunks are asked for as fast as the client takes them; when it has
 * gone, the generator is told to return.
 */
export function ndjsonReply(request: Request, chunks: AsyncGenerator<string, void, void>): Response {
  const headers = { ...API_HEADERS, 'content-type': 'application/x-ndjson', vary: 'accept-encoding' }
  if (request.method === 'HEAD') return new Response(null, { headers })
  const lines = Readable.from(chunks, { objectMode: false })
  if (!acceptsGzip(request)) return new Response(toBody(lines), { headers })
  // The callback gets what ended the stream early: the client that left, or an error that cuts the body short.
  const compressed = pipeline(lines, createGzip({ level: GZIP_LEVEL }), () => {})
  return new Response(toBody(compressed), { headers: { ...headers, 'content-encoding': 'gzip' } })
}

function toBody(stream: Readable): ReadableStream<Uint8Array> {
  // Node and the web name the same class twice.
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}
