import * as v from 'valibot'
import { problemSchema } from '../../../../contract/wire/problem.ts'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../../../contract/wire/protocol.ts'
import type { Outcome } from '../../../sync/ports.ts'
import { worksOffline } from '../../offline-wish.ts'

const TIMEOUT_MS = 15_000

/**
 * One small call of a screen to the server (sign-in, history); records travel through src/sync. Believes an answer only
 * by WP3. Never throws. While the person works offline nothing but signing in and out goes out.
 * @param body JSON; makes it a POST
 */
export async function callApi<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  body?: unknown,
): Promise<Outcome<T>> {
  if (worksOffline() && !path.startsWith('/api/auth/'))
    return { kind: 'unreachable', message: 'this device works offline', timedOut: false }
  try {
    const response = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        [PROTOCOL_HEADER]: PROTOCOL_VERSION,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (response.headers.get(PROTOCOL_HEADER) !== PROTOCOL_VERSION)
      throw new Error(`${response.status}: not our server`)
    const answer: unknown = await response.json()
    if (response.ok) return { kind: 'answer', value: v.parse(schema, answer) }
    const { code, message } = v.parse(problemSchema, answer).error
    return { kind: 'problem', status: response.status, code, message, ...retryAfter(response) }
  } catch (error) {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError'
    return { kind: 'unreachable', message: String(error), timedOut }
  }
}

function retryAfter(response: Response): { retryAfterMs?: number } {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}
}
