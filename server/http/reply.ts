import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../contract/wire/protocol.ts'

/** WP3, WP8: what every answer under /api carries. */
export const API_HEADERS = {
  [PROTOCOL_HEADER]: PROTOCOL_VERSION,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const

/** A 200 with JSON; `text` is JSON already. Compressed if the caller accepts it and it is worth it. */
export async function jsonReply(request: Request, text: string): Promise<Response> {
  const headers = { ...API_HEADERS, 'content-type': 'application/json', vary: 'accept-encoding' }
  if (text.length < COMPRESSED_LENGTH_MIN || !acceptsGzip(request)) return new Response(text, { headers })
  const options = { level: GZIP_LEVEL }
  const body = text.length <= COMPRESSED_AT_ONCE_MAX ? gzipSync(text, options) : await gzipAsync(text, options)
  return new Response(body, { headers: { ...headers, 'content-encoding': 'gzip' } })
}

export function acceptsGzip(request: Request): boolean {
  return acceptsEncoding(request.headers.get('accept-encoding'), 'gzip')
}

/** @param accepted the `Accept-Encoding` header of a request */
export function acceptsEncoding(accepted: string | null, coding: string): boolean {
  return (accepted ?? '').split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    return name === coding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}

/** Answers are made once and read once: the quickest level takes most of the redundancy of rows. */
export const GZIP_LEVEL = 1

const COMPRESSED_LENGTH_MIN = 2_048
/** Handing a short text to another thread and back takes ten times longer than compressing it. */
const COMPRESSED_AT_ONCE_MAX = 65_536
const gzipAsync = promisify(gzip)
