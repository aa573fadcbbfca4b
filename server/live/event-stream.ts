import type { LiveHub } from './hub.ts'

export interface EventStreamOptions {
  readonly hub: LiveHub
  readonly scope: string
  /** The head when the stream opened: its first hint. */
  readonly cursor: string
  /** Asked with every comment: a session that ended or lost the scope ends the stream. */
  readonly mayStay: () => Promise<boolean>
  /** Milliseconds between comments, which keep proxies from closing the stream. */
  readonly commentEveryMs: number
}

/** The body of `GET /api/sync/live`: server-sent events. A reader that does not keep up gets the newest hint only. */
export function createEventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  let waiting: string | undefined
  let release = (): void => {}
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const isFree = (): boolean => (controller.desiredSize ?? 0) > 0
        const enqueue = (text: string): void => controller.enqueue(encoder.encode(text))
        release = open(options, {
          hint: (text) => {
            if (isFree()) enqueue(text)
            else waiting = text
          },
          comment: () => {
            if (isFree()) enqueue(':\n\n')
          },
          end: () => controller.close(),
        })
      },
      pull: (controller) => {
        if (waiting === undefined) return
        controller.enqueue(encoder.encode(waiting))
        waiting = undefined
      },
      cancel: () => release(),
    },
    { highWaterMark: 2 },
  )
}

interface Sink {
  hint(text: string): void
  comment(): void
  /** Called at most once, and nothing after it. */
  end(): void
}

/** Feeds the sink until it is released or ends. @returns the function that releases it */
function open({ hub, scope, cursor, mayStay, commentEveryMs }: EventStreamOptions, sink: Sink): () => void {
  let isOpen = true
  const release = (): void => {
    isOpen = false
    clearInterval(timer)
    stopListening()
  }
  const end = (): void => {
    if (!isOpen) return
    release()
    sink.end()
  }
  const check = (stays: boolean): void => {
    if (!stays) end()
    else if (isOpen) sink.comment()
  }
  const hint = (at: string, spreadMs: number): void =>
    sink.hint(`event: cursor\ndata: ${JSON.stringify({ cursor: at, spread_ms: spreadMs })}\n\n`)
  // A check that fails is a database that went away: the stream ends, and the device opens another.
  const timer = setInterval(() => void mayStay().then(check, end), commentEveryMs)
  let stopListening = (): void => {}
  hint(cursor, 0)
  stopListening = hub.listen(scope, { hint, end }, cursor)
  return release
}

const encoder = new TextEncoder()
