import type { DrainReport } from '../drain-report.ts'
import type { Device } from './device.ts'
import type { FakeServer } from './fake-server.ts'

/**
 * Drains until nothing is left that could leave, turning the clock as the reports ask, as a page's schedule would.
 * @throws if it never ends
 */
export async function drainAll(device: Device): Promise<DrainReport> {
  for (let round = 0; round < 60; round++) {
    const report = await device.engine.drain(round === 0 ? 'signedIn' : 'timer')
    if (report.end.kind === 'done' || report.end.kind === 'paused') return report
    await device.time.advance((report.end.kind === 'waiting' && report.end.waitMs) || 10_000)
  }
  throw new Error('the outbox never drained')
}

/** What both sides hold, and how often each record was changed by this device. */
export async function bothSides(device: Device, server: FakeServer, ids: readonly string[]) {
  const seen: { [id: string]: unknown } = {}
  for (const id of ids) seen[id] = (await device.see(id))?.data
  const there = Object.fromEntries(ids.map((id) => [id, liveData(server, id)]))
  return { seen, there, waiting: await device.entries(), applied: Object.fromEntries(server.applied) }
}

function liveData(server: FakeServer, id: string) {
  const row = server.row(id)?.judged
  return row && !row.deleted ? row.data : undefined
}
