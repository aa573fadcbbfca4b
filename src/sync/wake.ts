import { brokenReport, type DrainReport } from './drain-report.ts'
import type { Lock, Timers } from './ports.ts'

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
  /** A lock for the worker to hold while it drains: that it is free again without a report tells the page that it died. */
  readonly alive?: string
}

/** The `type` of a page's message that what waits has changed: the worker counts it anew, for the app's icon. */
export const SHOW_WAITING = 'SHOW_WAITING'

/** What the worker says on the message's port. */
type WakeAnswer =
  | { readonly kind: 'draining'; readonly isHeld?: true }
  | { readonly kind: 'drained'; readonly report: DrainReport }

/** A worker that is silent for so long is taken for dead, or absent: the page drains itself (F13). */
export const WORKER_SILENT_MS = 2_000
/** How often a worker that drains says so. */
export const WORKER_BEAT_MS = 5_000
/** One that has not said so for so long is dead, where no lock tells before. If it was only busy, two drain: that harms nothing (F12). */
export const WORKER_LOST_MS = 3 * WORKER_BEAT_MS
/** The lock of a worker that ended well is free about when its report comes. */
export const REPORT_LATE_MS = 500

export interface WakerOptions {
  readonly userId: string
  readonly scope: string
  /** The active worker, if there is one. */
  readonly worker: () => Pick<ServiceWorker, 'postMessage'> | null | undefined
  readonly timers: Timers
  /** The same engine, in this page. */
  readonly drainHere: (reason: string) => Promise<DrainReport>
  /** A lock that nobody else wants, by a name of its own; absent in browsers without Web Locks. */
  readonly lockOfWorker?: (() => { readonly name: string; readonly lock: Pick<Lock, 'whenFree'> }) | undefined
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

export interface WorkerSide {
  readonly drain: (message: WakeMessage) => Promise<DrainReport>
  /** They run as long as the drain keeps the worker awake. */
  readonly timers: Timers
  /** Runs work while it holds a lock of this name; absent in browsers without Web Locks. */
  readonly holding?: ((name: string, work: () => Promise<void>) => Promise<unknown>) | undefined
}

/**
 * The worker's side, for its `message` event.
 * @returns undefined if the message is not a wake-up of this version; else a promise that lasts as long as the drain
 */
export function answerWake(
  event: { readonly data: unknown; readonly ports: readonly Pick<MessagePort, 'postMessage'>[] },
  { drain, timers, holding }: WorkerSide,
): Promise<unknown> | undefined {
  const { data } = event
  if (!isWakeMessage(data)) return undefined
  const say = (answer: WakeAnswer): void => event.ports[0]?.postMessage(answer)
  let cancel = (): void => undefined
  const beat = (): void => {
    say({ kind: 'draining' })
    cancel = timers.after(WORKER_BEAT_MS, beat)
  }
  const drained = (): Promise<void> =>
    drain(data)
      .finally(() => cancel())
      .then((report) => say({ kind: 'drained', report }))
  beat()
  if (data.alive === undefined || !holding) return drained()
  return holding(data.alive, () => {
    say({ kind: 'draining', isHeld: true })
    return drained()
  })
}

/** Resolves with undefined if the worker is absent, silent or gone. */
function askWorker(options: WakerOptions, reason: string): Promise<DrainReport | undefined> {
  const { worker, userId, scope, timers, lockOfWorker } = options
  const target = worker()
  if (!target) return Promise.resolve(undefined)
  const alive = lockOfWorker?.()
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    const heard = new AbortController()
    const end = (report: DrainReport | undefined): void => {
      cancel()
      heard.abort()
      port1.close()
      resolve(report)
    }
    let cancel = timers.after(WORKER_SILENT_MS, () => end(undefined))
    const waitFor = (ms: number): void => {
      if (heard.signal.aborted) return
      cancel()
      cancel = timers.after(ms, () => end(undefined))
    }
    // Only `answerWake` has the other end of this port.
    port1.onmessage = ({ data }: MessageEvent<WakeAnswer>) => {
      if (data.kind === 'drained') return end(data.report)
      waitFor(WORKER_LOST_MS)
      if (data.isHeld) void alive?.lock.whenFree(async () => waitFor(REPORT_LATE_MS), heard.signal)
    }
    const message: WakeMessage = {
      ...{ kind: 'wake', version: WAKE_VERSION, userId, scope, reason },
      ...(alive && { alive: alive.name }),
    }
    target.postMessage(message, [port2])
  })
}

function isWakeMessage(data: unknown): data is WakeMessage {
  if (typeof data !== 'object' || data === null || !('kind' in data && 'version' in data)) return false
  return data.kind === 'wake' && data.version === WAKE_VERSION
}
