import * as v from 'valibot'
import { healthSchema } from '../../../contract/wire/health.ts'
import { liveHintSchema } from '../../../contract/wire/live.ts'
import { problemSchema } from '../../../contract/wire/problem.ts'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../../contract/wire/protocol.ts'
import { pullAnswerSchema } from '../../../contract/wire/pull.ts'
import { pushAnswerSchema } from '../../../contract/wire/push.ts'
import { sessionSchema } from '../../../contract/wire/session.ts'
import { abortable, chunksOf, linesOf, textOf } from './byte-stream.ts'
import { eventsOf } from './event-stream.ts'
import { DEVICE_ID_TAKEN } from '../core/failure.ts'
import type { Batch, Outcome, Timers, Transport } from '../ports.ts'
import { type Watchdog, watchPace, watchSilence } from './watchdog.ts'

export interface HttpTransportOptions {
  /** What stands before `/api`: an origin, or '' for the page's own. */
  readonly baseUrl: string
  readonly scope: string
  /** Whose device this is: nobody else's session, in the same browser, may bind it. Absent: whoever is signed in. */
  readonly userId?: string
  readonly fetch: typeof fetch
  readonly timers: Timers
  readonly nowMs: () => number
}

/** No answer that we ask for comes near this; a body that does is a fault or an attack (F11). */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024
/** A snapshot's lines are handed over in groups of at least so many: one group is one transaction. */
const GROUP_LINES_MIN = 2_000

/** The server over HTTP: WP1 to WP5. Believes an answer only by WP3; everything else is `unreachable`. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { scope, userId, timers } = options
  const json = async <T>(path: string, schema: Schema<T>, caller: AbortSignal, body?: string): Promise<Outcome<T>> => {
    const bytes = body === undefined ? undefined : new TextEncoder().encode(body)
    const dog = watchPace(timers, bytes?.byteLength ?? 0, caller)
    return exchange(options, dog, 'application/json', path, bytes, async (chunks) =>
      v.parse(schema, JSON.parse(await textOf(chunks, ANSWER_BYTES_MAX))),
    )
  }
  const strangerIn = async (signal: AbortSignal): Promise<Outcome<never> | undefined> => {
    if (userId === undefined) return undefined
    const session = await json('/api/auth/get-session', sessionSchema, signal)
    if (session.kind !== 'answer') return session
    if (session.value === null) return { kind: 'problem', status: 401, code: 'UNAUTHENTICATED', message: 'signed out' }
    if (session.value.user.id === userId) return undefined
    return STRANGER
  }
  return {
    health: (signal) => json('/api/health', healthSchema, signal),
    push: async (batch, signal) => {
      const push = () => json('/api/sync/push', pushAnswerSchema, signal, pushBody(scope, batch))
      if (batch.bodies.length > 0) return (batch.isUnproven && (await strangerIn(signal))) || push()
      // Without changes it binds the device to its person: not in the session of somebody else (F31), who may also have
      // signed in between the question and the push.
      const outcome = (await strangerIn(signal)) ?? (await push())
      if (userId === undefined || !wasJudged(outcome)) return outcome
      return (await strangerIn(signal)) ?? taken(outcome)
    },
    pull: ({ since, mark, digest }, signal) =>
      json(
        `/api/sync/pull?${query({ scope, since, mark, digest: digest ? '1' : undefined })}`,
        pullAnswerSchema,
        signal,
      ),
    snapshot: (after, onLines, signal) => {
      const dog = watchSilence(timers, signal)
      const path = `/api/sync/snapshot?${query({ scope, after })}`
      return exchange(options, dog, 'application/x-ndjson', path, undefined, (chunks) =>
        readSnapshot(linesOf(chunks), async (lines) => {
          dog.pause()
          await onLines(lines)
          dog.fed(0)
        }),
      )
    },
    live: (onHint, signal) => {
      const dog = watchSilence(timers, signal)
      const path = `/api/sync/live?${query({ scope })}`
      return exchange(options, dog, 'text/event-stream', path, undefined, async (chunks) => {
        for await (const { event, data } of eventsOf(linesOf(chunks))) {
          if (event === 'cursor') onHint(v.parse(liveHintSchema, JSON.parse(data)))
        }
        return 'ended' as const
      })
    },
  }
}

const STRANGER: Outcome<never> = {
  kind: 'problem',
  status: 403,
  code: 'OTHER_USERS_DEVICE',
  message: 'somebody else is signed in',
}

/** Did the server itself say something about the device's person? */
function wasJudged(outcome: Outcome<unknown>): boolean {
  if (outcome === STRANGER) return false
  return outcome.kind === 'answer' || (outcome.kind === 'problem' && outcome.code === 'OTHER_USERS_DEVICE')
}

/** In the person's own session: it is the id that is somebody else's. */
function taken<T>(outcome: Outcome<T>): Outcome<T> {
  return outcome.kind === 'problem' ? { ...outcome, code: DEVICE_ID_TAKEN } : outcome
}

type Schema<T> = v.GenericSchema<unknown, T>

/** One call: sends, decides whether to believe the answer, reads it. Never throws. */
async function exchange<T>(
  { baseUrl, fetch, nowMs }: HttpTransportOptions,
  dog: Watchdog,
  contentType: string,
  path: string,
  body: Uint8Array<ArrayBuffer> | undefined,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<Outcome<T>> {
  try {
    const response = await abortable(
      fetch(baseUrl.replace(/\/$/, '') + path, {
        method: body ? 'POST' : 'GET',
        headers: {
          [PROTOCOL_HEADER]: PROTOCOL_VERSION,
          accept: contentType,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body }),
        credentials: 'same-origin',
        cache: 'no-store',
        redirect: 'error',
        signal: dog.signal,
      }),
      dog.signal,
    )
    if (response.headers.get(PROTOCOL_HEADER) !== PROTOCOL_VERSION) return disbelieve(response)
    const chunks = feeding(dog, response)
    if (response.status !== 200) return await readProblem(response, chunks, nowMs)
    if (mimeOf(response) !== contentType) return disbelieve(response)
    const serverMs = dateOf(response.headers)
    return { kind: 'answer', value: await read(chunks), ...(serverMs !== undefined && { serverMs }) }
  } catch (error) {
    return { kind: 'unreachable', message: messageOf(error), timedOut: dog.timedOut() }
  } finally {
    dog.stop()
  }
}

/** With the name of the cause where the platform tells it (a certificate, a name, a port): browsers do not (F35). */
function messageOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? ` (${String(cause.code)})` : ''
  return `${String(error)}${code}`
}

async function readProblem(
  response: Response,
  chunks: AsyncIterable<Uint8Array>,
  nowMs: () => number,
): Promise<Outcome<never>> {
  if (mimeOf(response) !== 'application/json') return disbelieve(response)
  const { error } = v.parse(problemSchema, JSON.parse(await textOf(chunks, ANSWER_BYTES_MAX)))
  const retryAfterMs = parseRetryAfter(response.headers, nowMs())
  return {
    kind: 'problem',
    status: response.status,
    code: error.code,
    message: error.message,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(error.scope_removed !== undefined && { scopeRemoved: error.scope_removed }),
    ...(error.epoch !== undefined && { epoch: error.epoch }),
  }
}

/** Hands over groups of parsed lines, in order. @throws if the stream ends before its `end` line */
async function readSnapshot(
  lines: AsyncIterable<readonly string[]>,
  onLines: (lines: readonly unknown[]) => Promise<void>,
): Promise<'complete'> {
  let group: unknown[] = []
  try {
    for await (const more of lines) {
      for (const line of more) if (line !== '') group.push(JSON.parse(line))
      const ended = isEnd(group.at(-1))
      if (!ended && group.length < GROUP_LINES_MIN) continue
      const full = group
      group = []
      await onLines(full)
      if (ended) return 'complete'
    }
    throw new Error('the snapshot broke off')
  } catch (error) {
    // What came whole is kept: the next attempt goes on after it.
    if (group.length > 0) await onLines(group)
    throw error
  }
}

function isEnd(line: unknown): boolean {
  return typeof line === 'object' && line !== null && 'kind' in line && line.kind === 'end'
}

/** The bodies are text that was sealed before; a repeat must be the same bytes (WP11). */
function pushBody(scope: string, { deviceId, mark, ackedThrough, sentAt, bodies }: Batch): string {
  const envelope = JSON.stringify({ scope, device_id: deviceId, mark, acked_through: ackedThrough, sent_at: sentAt })
  return `${envelope.slice(0, -1)},"changes":[${bodies.join(',')}]}`
}

/** Retry-After in seconds or as a date, which is measured against the server's own clock where it tells it. */
export function parseRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim()
  if (!text) return undefined
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - (dateOf(headers) ?? nowMs))
}

/** The server's own clock, epoch ms. */
function dateOf(headers: Headers): number | undefined {
  const ms = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(ms) ? undefined : ms
}

async function* feeding(dog: Watchdog, response: Response): AsyncGenerator<Uint8Array> {
  if (!response.body) return
  for await (const chunk of chunksOf(response.body, dog.signal)) {
    dog.fed(chunk.byteLength)
    yield chunk
  }
}

function query(parameters: { readonly [name: string]: string | undefined }): string {
  const given = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return new URLSearchParams(given).toString()
}

function mimeOf(response: Response): string {
  return (response.headers.get('content-type') ?? 'nothing').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** WP3: somebody else answered. The body is left unread, its connection freed. */
function disbelieve(response: Response): Outcome<never> {
  response.body?.cancel().catch(() => undefined)
  const message = `${response.status} ${mimeOf(response)}: not an answer of this server`
  return { kind: 'unreachable', message, timedOut: false, ...(response.status === 413 && { tooLarge: true }) }
}
