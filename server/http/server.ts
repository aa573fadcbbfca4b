import { createServer as createHttpServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Accounts } from '../accounts/accounts.ts'
import { createLiveHub } from '../live/hub.ts'
import type { SyncContext } from '../sync/context.ts'
import { problem } from '../sync/reply.ts'
import { head } from '../sync/scopes.ts'
import { createApp } from './app.ts'
import { problemResponse } from './problem.ts'
import { type RateLimit, SESSION_RATE } from './rate-limit.ts'
import { createStaticFiles } from './static-files.ts'

/** What is as PROTOCOL.md wants it unless a test asks for something else. */
export interface ServerTuning {
  readonly commentEveryMs?: number
  readonly rate?: RateLimit
}

export interface ServerOptions extends ServerTuning {
  readonly sync: SyncContext
  readonly accounts: Accounts
  /** The folder of the built app. */
  readonly staticDir: string
  readonly origin: string
  readonly onError: (error: unknown) => void
}

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8787`. */
  readonly url: string
  /**
   * Takes no new connections, ends live streams, lets running requests finish and cuts what still runs after 5 s. The
   * database stays the caller's to close.
   */
  close(): Promise<void>
}

/** @throws what `listen` of node:http does, with `code` EADDRINUSE, EACCES, EADDRNOTAVAIL or ENOTFOUND */
export async function startServer(options: ServerOptions, host: string, port: number): Promise<RunningServer> {
  const { sync, accounts, origin, onError, staticDir, commentEveryMs = COMMENT_EVERY_MS, rate = SESSION_RATE } = options
  // SQLite's file is this process's own.
  const others = sync.storage.dialect === 'postgres' ? { headOf: (scope: string) => head(sync, scope) } : undefined
  const hub = createLiveHub(sync.commits, others)
  const parts = { sync, accounts, hub, origin, commentEveryMs, rate, onError }
  const app = createApp(parts, createStaticFiles(staticDir))
  const server = createHttpServer(
    // Only a request that is no HTTP (no host, an impossible path) comes to the error handler.
    getRequestListener(app.fetch, {
      errorHandler: () => problemResponse(problem('INVALID_BODY', 'The request is malformed.')),
    }),
  )
  // Longer than what proxies and browsers keep idle connections: they close them, not we under a request on its way.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
  return {
    url: urlOf(server),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      hub.close()
      // A connection whose last answer has just gone out would be kept alive for the next request.
      const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS)
      const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      await closed
      clearInterval(sweep)
      clearTimeout(cut)
    },
  }
}

const COMMENT_EVERY_MS = 25_000
const KEEP_ALIVE_MS = 65_000
const GRACE_MS = 5_000
const SWEEP_EVERY_MS = 20

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
