import { brokenReport, type DrainReport } from './drain-report.ts'
import type { Timers } from './ports.ts'

/** Pages and workers of different builds meet: a message of another version is not answered (F24). */
const WAKE_VERSION = 1

/** A page asks the worker to drain one device. */
export interface WakeMessage {
  readonly kind: 'wake'
  readonly version: typeof WAKE_VERSION
  readonly userId: string
  readonly scope: string
  /** For the log: `saved`, `online`, `visible` … */
  readonly reason: string
}

/** The `type` of a page's message that what waits has changed: the worker counts it anew, for the app's icon. */
export const SHOW_WAITING = 'SHOW_WAITING'

/** What the worker says on the message's port. */
type WakeAnswer = { readonly kind: 'draining' } | { readonly kind: 'drained'; readonly report: DrainReport }

/** A worker that is silent for so long is taken for dead, or absent: the page drains itself (F13). */
export const WORKER_SILENT_MS = 2_000
/** A worker that began and is never heard of again: a drain of many batches may take this long. */
export const WORKER_DRAINING_MS = 60_000

export interface WakerOptions {
  readonly userId: string
  readonly scope: string
  /** The active worker, if there is one. */
  readonly worker: () => Pick<ServiceWorker, 'postMessage'> | null | undefined
  readonly timers: Timers
  /** The same engine, in this page. */
  readonly drainHere: (reason: string) => Promise<DrainReport>
}

/**
 * A page's way to have the outbox drained: by the worker, or by itself if the worker does not say `draining` within 2 s.
 * @returns asks for a drain; resolves when it has ended, and never rejects: whoever wakes by a timer must go on
 */
export function createWaker(options: WakerOptions): (reason: string) => Promise<DrainReport> {
  return async (reason) => {
    try {
      return (await askWorker(options, reason)) ?? (await options.drainHere(reason))
    } catch (error) {
      return brokenReport(reason, error)
    }
  }
}

/**
 * The worker's side, for its `message` event.
 * @returns undefined if the message is not a wake-up of this version; else a promise that lasts as long as the drain
 */
export function answerWake(
  event: { readonly data: unknown; readonly ports: readonly Pick<MessagePort, 'postMessage'>[] },
  drain: (message: WakeMessage) => Promise<DrainReport>,
): Promise<void> | undefined {
  if (!isWakeMessage(event.data)) return undefined
  const say = (answer: WakeAnswer): void => event.ports[0]?.postMessage(answer)
  say({ kind: 'draining' })
  return drain(event.data).then((report) => say({ kind: 'drained', report }))
}

/** Resolves with undefined if the worker is absent, silent or gone. */
function askWorker({ worker, userId, scope, timers }: WakerOptions, reason: string): Promise<DrainReport | undefined> {
  const target = worker()
  if (!target) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const end = (report: DrainReport | undefined): void => {
      cancel()
      port1.close()
      resolve(report)
    }
    let cancel = timers.after(WORKER_SILENT_MS, () => end(undefined))
    // Only `answerWake` has the other end of this port.
    port1.onmessage = ({ data }: MessageEvent<WakeAnswer>) => {
      if (data.kind === 'drained') return end(data.report)
      cancel()
      cancel = timers.after(WORKER_DRAINING_MS, () => end(undefined))
    }
    const message: WakeMessage = { kind: 'wake', version: WAKE_VERSION, userId, scope, reason }
    target.postMessage(message, [port2])
  })
}

function isWakeMessage(data: unknown): data is WakeMessage {
  if (typeof data !== 'object' || data === null || !('kind' in data && 'version' in data)) return false
  return data.kind === 'wake' && data.version === WAKE_VERSION
}
