import { brokenReport } from '../../src/sync/drain-report.ts'
import { models, SCHEMA } from '../../contract/models/index.ts'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../contract/wire/protocol.ts'
import { type Connection, createConnection } from '../../src/db/connection.ts'
import { createDexieStore } from '../../src/db/dexie-store.ts'
import type { Satchel } from '../../src/db/local-api.ts'
import { openSatchel } from '../../src/db/satchel.ts'
import type { SyncContext } from '../../src/sync/context.ts'
import { createEngine, type Engine } from '../../src/sync/engine.ts'
import { createEnvironment, platformTimers } from '../../src/sync/environment.ts'
import { createHttpTransport } from '../../src/sync/network/http-transport.ts'
import { noLock } from '../../src/sync/lock.ts'

export interface OpenDevice {
  readonly connection: Connection
  readonly context: SyncContext
  readonly satchel: Satchel
  readonly engine: Engine
}

/** A device of this page alone: no worker, no timers, no live stream. @param userId names its database */
export async function openDevice(userId: string, scope: string): Promise<OpenDevice> {
  const environment = createEnvironment()
  const connection = createConnection(userId, scope)
  const context: SyncContext = { store: createDexieStore(connection), models, environment, by: () => 'Bench' }
  const report = (error: unknown) => console.error(error)
  const satchel = await openSatchel({
    connection,
    context,
    schema: SCHEMA,
    wake: async (reason) => brokenReport(reason, 'drains are begun by hand here'),
    timers: platformTimers,
    report,
  })
  const { nowMs } = environment
  const transport = createHttpTransport({
    baseUrl: '',
    scope,
    fetch: (...call) => fetch(...call),
    timers: platformTimers,
    nowMs,
  })
  const engine = createEngine({ ...context, transport, lock: noLock, isWatched: () => true, onError: report })
  return { connection, context, satchel, engine }
}

/** Gets this page's session cookie. */
export async function signIn(email: string): Promise<void> {
  const answer = await fetch('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { [PROTOCOL_HEADER]: PROTOCOL_VERSION, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'satchel-demo' }),
  })
  if (!answer.ok) throw new Error(`sign-in: ${answer.status}`)
}
