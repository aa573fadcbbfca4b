import type { DrainReport } from '../sync/drain-report.ts'
import type { Engine } from '../sync/engine.ts'
import type { Lock } from '../sync/ports.ts'

/**
 * A `sync` event may be the last wake-up there is: if somebody else drains, it waits until that has ended and looks again,
 * for the other one may be a page that is closed in the middle of it.
 */
export function createPatientDrain(
  engine: Pick<Engine, 'drain'>,
  lock: Pick<Lock, 'whenFree'>,
): (reason: string) => Promise<DrainReport> {
  return async (reason) => {
    const report = await engine.drain(reason)
    if (reason !== 'sync' || report.end.kind !== 'busy') return report
    await lock.whenFree(() => Promise.resolve(), new AbortController().signal)
    return engine.drain(reason)
  }
}
