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
  return async (request) => {
    // One that is too late is asked again: it may hang in a connection that is dead, while the database answers others.
    asking ??= inTime(storage).finally(() => (asking = undefined))
    const failure = await asking
    if (failure !== undefined && wasWell) onError(failure)
    wasWell = failure === undefined
    return wasWell
      ? jsonReply(request, healthy)
      : problemResponse(problem('UNAVAILABLE', 'The database cannot answer now.'))
  }
}

/** @returns why the database cannot answer; undefined: it did */
async function inTime(storage: Pick<Storage, 'read'>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(TOO_LATE), ANSWER_MS_MAX)
  })
  return Promise.race([storage.read((snapshot) => snapshot.scope('')), late])
    .then(
      () => undefined,
      (error: unknown) => error ?? new Error('the database cannot be read'),
    )
    .finally(() => clearTimeout(timer))
}

const TOO_LATE = new Error(`the database did not answer within ${ANSWER_MS_MAX} ms`)
