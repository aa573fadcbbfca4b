import { Hono } from 'hono'
import { failureOf } from '../storage/failure.ts'
import { policy } from '../sync/policy.ts'
import { problem } from '../sync/reply.ts'
import type { Parts, Route } from './call.ts'
import { guard } from './guard.ts'
import { createHealth } from './health.ts'
import { problemResponse, type Refusal } from './problem.ts'
import { createRateLimiter } from './rate-limit.ts'
import { jsonReply } from './reply.ts'
import { authRoute } from './routes/auth.ts'
import { historyRoute } from './routes/history.ts'
import { liveRoute } from './routes/live.ts'
import { pullRoute } from './routes/pull.ts'
import { pushRoute } from './routes/push.ts'
import { snapshotRoute } from './routes/snapshot.ts'

/**
 * Every path of the server.
 * @param staticFiles answers what is not the API
 */
export function createApp(parts: Parts, staticFiles: (request: Request) => Promise<Response>): Hono {
  const { sync, accounts, origin, rate } = parts
  const waitS = createRateLimiter(rate, () => sync.environment.nowMs())

  /** Lets in who is signed in and does not call too often. */
  const signedIn = async (request: Request, route: Route): Promise<Response> => {
    const session = await accounts.sessionOf(request.headers.get('cookie'))
    if (!session) return problemResponse(problem('UNAUTHENTICATED', 'Sign in first.'))
    const retryAfterS = waitS(session.token)
    if (retryAfterS > 0) return problemResponse({ ...problem('RATE_LIMITED', 'Too many calls.'), retryAfterS })
    const query = new URL(request.url).searchParams
    return toResponse(await route({ parts, request, query, session }))
  }

  const app = new Hono()
  app.use('/api/*', async (c, next) => {
    const refused = guard(c.req.raw, origin)
    if (refused) return problemResponse(refused)
    return next()
  })
  const health = createHealth(sync.storage, parts.onError)
  app.get('/api/health', (c) => health(c.req.raw))
  app.post('/api/sync/push', (c) => signedIn(c.req.raw, pushRoute))
  app.get('/api/sync/pull', (c) => signedIn(c.req.raw, pullRoute))
  app.get('/api/sync/snapshot', (c) => signedIn(c.req.raw, snapshotRoute))
  app.get('/api/sync/live', (c) => signedIn(c.req.raw, liveRoute))
  app.get('/api/sync/policy', (c) => signedIn(c.req.raw, async ({ request }) => jsonReply(request, policy(sync).json)))
  app.get('/api/history', (c) => signedIn(c.req.raw, historyRoute))
  app.all('/api/auth/*', async (c) => toResponse(await authRoute(parts, c.req.raw)))
  for (const path of ['/api', '/api/*', '/_sync', '/_sync/*']) app.all(path, () => toResponse(NO_SUCH_CALL))
  app.all('*', (c) => staticFiles(c.req.raw))
  app.onError((error) => {
    parts.onError(error)
    return problemResponse(
      failureOf(error) === 'unexpected'
        ? problem('INTERNAL_ERROR', 'Something went wrong on the server.')
        : problem('UNAVAILABLE', 'The database cannot answer now.'),
    )
  })
  return app
}

const NO_SUCH_CALL = problem('NOT_FOUND', 'There is no such call.')

function toResponse(reply: Response | Refusal): Response {
  return 'kind' in reply ? problemResponse(reply) : reply
}
