import { setTimeout as delay } from 'node:timers/promises'
import type { Storage } from '../storage/storage.ts'
import { problem } from '../sync/reply.ts'
import { problemResponse } from './problem.ts'
import { jsonReply } from './reply.ts'

/** A database that has not answered by then is as good as none: who asks waits no longer. */
const ANSWER_MS_MAX = 2_000

/**
 * GET /api/health: 200 while the database can be read, else 503. Devices send nothing before they heard the 200. However many ask
 * at once, the database is asked once; that it went away is told to the operator once.
 */
export function createHealth(
  storage: Pick<Storage, 'epoch' | 'read'>,
  onError: (error: unknown) => void,
): (request: Request) => Promise<Response> {
  const healthy = JSON.stringify({ ok: true, epoch: storage.epoch })
  let asking: Promise<unknown> | undefined
  let wasWell = true
  const ask = (): Promise<unknown> =>
    storage
      .read((snapshot) => snapshot.scope(''))
      .then(
        () => undefined,
        (error: unknown) => error ?? new Error('the database cannot be read'),
      )
  return async (request) => {
    asking ??= ask().finally(() => (asking = undefined))
    const late = new AbortController()
    const failure = await Promise.race([
      asking,
      delay(ANSWER_MS_MAX, TOO_LATE, { signal: late.signal }).catch(() => undefined),
    ])
    late.abort()
    if (failure !== undefined && wasWell) onError(failure)
    wasWell = failure === undefined
    return wasWell
      ? jsonReply(request, healthy)
      : problemResponse(problem('UNAVAILABLE', 'The database cannot answer now.'))
  }
}

const TOO_LATE = new Error(`the database did not answer within ${ANSWER_MS_MAX} ms`)
