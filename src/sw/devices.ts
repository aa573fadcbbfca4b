import { brokenReport, type DrainReport } from '../sync/drain-report.ts'

/** One person's data in one scope, as the worker sees it. */
export interface Device {
  drain(reason: string): Promise<DrainReport>
  /** How many records are not yet on the server. */
  pendingCount(): Promise<number>
  close(): void
}

export interface DeviceName {
  readonly userId: string
  readonly scope: string
}

export interface DevicesOptions {
  /** Every device that has a database in this browser profile. */
  readonly list: () => Promise<readonly DeviceName[]>
  /** Those of the person who is signed in: in their session nobody else's could be sent (F31). */
  readonly current: () => Promise<readonly DeviceName[]>
  readonly open: (name: DeviceName) => Promise<Device>
  /** Before each drain: a worker may have slept since the last one. */
  readonly lookAround: () => Promise<void>
  /** Shows on the app's icon how many records wait; 0 shows nothing. */
  readonly showBadge: (count: number) => Promise<void>
}

/** The devices of this browser profile; each is opened once in the life of the worker. */
export interface Devices {
  drain(name: DeviceName, reason: string): Promise<DrainReport>
  /** Drains every current device. */
  drainAll(reason: string): Promise<DrainReport[]>
  /** Counts anew what waits, of all devices, and shows it on the app's icon. */
  showWaiting(): Promise<void>
}

export function createDevices({ list, current, open, lookAround, showBadge }: DevicesOptions): Devices {
  const opened = new Map<string, Promise<Device>>()

  const deviceOf = (name: DeviceName): Promise<Device> => {
    const key = keyOf(name)
    const known = opened.get(key)
    if (known) return known
    const device = open(name)
    opened.set(key, device)
    // A storage that would not open now may open later.
    device.catch(() => opened.delete(key))
    return device
  }

  const countOf = async (name: DeviceName): Promise<number> => (await deviceOf(name)).pendingCount()
  const showWaiting = async (): Promise<void> => {
    // One that cannot be opened now does not hide the others.
    const counts = await Promise.all((await list()).map((name) => countOf(name).catch(() => 0)))
    await showBadge(counts.reduce((sum, count) => sum + count, 0))
  }

  const drainOne = async (name: DeviceName, reason: string): Promise<DrainReport> => {
    try {
      const device = await deviceOf(name)
      const report = await device.drain(reason)
      if (report.end.kind === 'broken') {
        opened.delete(keyOf(name))
        device.close()
      }
      return report
    } catch (error) {
      return brokenReport(reason, error)
    }
  }

  return {
    drain: async (name, reason) => {
      const [report] = await Promise.all([drainOne(name, reason), lookAround()])
      await showWaiting().catch(ignore)
      return report
    },
    drainAll: async (reason) => {
      await lookAround()
      const names = await current()
      const reports = await Promise.all(names.map((name) => drainOne(name, reason)))
      await showWaiting().catch(ignore)
      return reports
    },
    showWaiting: () => showWaiting().catch(ignore),
  }
}

function keyOf({ userId, scope }: DeviceName): string {
  return JSON.stringify([userId, scope])
}

/** The badge is an ornament: a drain has done its work without it. */
function ignore(): void {}
