import { isDrainTag } from '../sync/background-sync.ts'
import { laterMayHelp } from '../sync/drain-report.ts'
import type { Timers } from '../sync/ports.ts'
import { answerWake, SHOW_WAITING, type WakeMessage } from '../sync/wake.ts'
import type { Devices } from './devices.ts'

/** What the listeners need of their events. */
export interface LastingEvent {
  waitUntil(work: Promise<unknown>): void
}
export interface MessageToWorker extends LastingEvent {
  readonly data: unknown
  readonly ports: readonly Pick<MessagePort, 'postMessage'>[]
}
/** `sync` and `periodicsync`. */
export interface TaggedEvent extends LastingEvent {
  readonly tag: string
}

export interface WorkerEvents {
  activate(event: LastingEvent): void
  message(event: MessageToWorker): void
  sync(event: TaggedEvent): void
  periodicsync(event: TaggedEvent): void
}

export interface WorkerEventsOptions {
  readonly devices: Devices
  /** Has the browser try again by itself, once there is a network. */
  readonly askForRetry: () => Promise<void>
  readonly claimClients: () => Promise<void>
  readonly skipWaiting: () => Promise<void>
  readonly timers: Timers
  /** Runs work while it holds a lock of this name; absent in browsers without Web Locks. */
  readonly holding?: ((name: string, work: () => Promise<void>) => Promise<unknown>) | undefined
}

/** Everything that wakes the worker, and what it does then. */
export function createWorkerEvents({
  devices,
  askForRetry,
  claimClients,
  skipWaiting,
  timers,
  holding,
}: WorkerEventsOptions): WorkerEvents {
  return {
    activate: (event) => {
      event.waitUntil(claimClients())
      // Not waited for: until activation has ended, the pages' own requests stand still.
      void devices.drainAll('activated')
    },
    message: (event) => {
      // The person chose the new version.
      if (isOfType(event.data, 'SKIP_WAITING')) return event.waitUntil(skipWaiting())
      // Only the worker knows all devices, so only it sets the number on the icon.
      if (isOfType(event.data, SHOW_WAITING)) return event.waitUntil(devices.showWaiting())
      const drain = async ({ userId, scope, reason }: WakeMessage) => {
        const report = await devices.drain({ userId, scope }, reason)
        if (laterMayHelp(report)) await askForRetry()
        return report
      }
      const drained = answerWake(event, { drain, timers, holding })
      if (drained) event.waitUntil(drained)
    },
    sync: (event) => {
      if (isDrainTag(event.tag)) event.waitUntil(drainOrReject(devices, 'sync'))
    },
    periodicsync: (event) => event.waitUntil(devices.drainAll('periodicsync')),
  }
}

/** For Background Sync: rejects only if a later try could help, for then the browser tries again. */
export async function drainOrReject(devices: Devices, reason: string): Promise<void> {
  const reports = await devices.drainAll(reason)
  const unfinished = reports.find(laterMayHelp)
  if (unfinished) throw new Error(`not everything is sent: ${unfinished.end.kind}`)
}

/** The form is that of workbox-window's messages. */
function isOfType(data: unknown, type: string): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === type
}
