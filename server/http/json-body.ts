import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { BODY_BYTES_MAX, DECODED_BYTES_MAX } from '../../contract/wire/protocol.ts'
import { type Problem, problem } from '../sync/reply.ts'

/** A body that was read whole and is JSON. The value is unknown still: own `__proto__` keys and all. */
export interface JsonBody {
  readonly kind: 'json'
  readonly value: unknown
}

/** Reads and decodes a request's body within the limits of WP6. */
export async function readJsonBody(request: Request): Promise<JsonBody | Problem> {
  const bytes = await readBytes(request)
  if ('kind' in bytes) return bytes
  const decoded = await decode(bytes, request.headers.get('content-encoding'))
  if ('kind' in decoded) return decoded
  try {
    return { kind: 'json', value: JSON.parse(utf8.decode(decoded)) }
  } catch {
    return problem('INVALID_BODY', 'The body is not JSON in UTF-8.')
  }
}

const DISCARDED_BYTES_MAX = 64 * 1024 * 1024
const utf8 = new TextDecoder('utf-8', { fatal: true })
const gunzipAsync = promisify(gunzip)

async function readBytes(request: Request): Promise<Buffer | Problem> {
  const tooLarge = problem('TOO_LARGE', `A body may have ${BODY_BYTES_MAX} bytes.`)
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > BODY_BYTES_MAX) return tooLarge
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    // node:http lets no body grow beyond the length it told. Read whole it needs no stream, which costs more than the body.
    if (length !== null) return Buffer.from(await request.arrayBuffer())
    for await (const chunk of request.body ?? []) {
      bytes += chunk.length
      if (bytes <= BODY_BYTES_MAX) chunks.push(chunk)
      // Read on without keeping it: who is cut off while sending never reads why.
      if (bytes > DISCARDED_BYTES_MAX) break
    }
  } catch {
    return problem('INVALID_BODY', 'The body ended early.')
  }
  return bytes > BODY_BYTES_MAX ? tooLarge : Buffer.concat(chunks)
}

async function decode(bytes: Buffer, encoding: string | null): Promise<Buffer | Problem> {
  if (encoding === null || encoding.toLowerCase() === 'identity') return bytes
  if (encoding.toLowerCase() !== 'gzip') return problem('INVALID_BODY', 'A body may be encoded as gzip only.')
  try {
    return await gunzipAsync(bytes, { maxOutputLength: DECODED_BYTES_MAX })
  } catch (cause) {
    const isBomb = cause instanceof RangeError
    return isBomb
      ? problem('TOO_LARGE', `A decoded body may have ${DECODED_BYTES_MAX} bytes.`)
      : problem('INVALID_BODY', 'The body is not gzip.')
  }
}
