import type { DrainReport } from '../sync/drain-report.ts'
import type { Engine } from '../sync/engine.ts'
import type { Lock } from '../sync/ports.ts'

/**
 * A save wakes the worker twice: by its page's message, and by the `sync` event that was asked for at the same time. The event
 * lets what is under way here end first, and does not stand in its way; if that got through and nothing is left to send, it has
 * nothing to do. It may be the last wake-up there is: if somebody else drains, it waits until that has ended and looks again, for
 * the other one may be a page that is closed in the middle of it.
 */
export function createPatientDrain(
  engine: Pick<Engine, 'drain'>,
  lock: Pick<Lock, 'whenFree'>,
  /** Does anything wait that no person has to decide on first? */
  hasUnsent: () => Promise<boolean>,
): (reason: string) => Promise<DrainReport> {
  let last: Promise<DrainReport | undefined> = Promise.resolve(undefined)
  return async (reason) => {
    const before = reason === 'sync' ? await last : undefined
    if (before?.end.kind === 'done' && !(await hasUnsent())) {
      return { reason, sent: 0, answered: 0, parked: 0, pulled: 0, end: before.end }
    }
    const draining = engine.drain(reason)
    last = draining
    const report = await draining
    if (reason !== 'sync' || report.end.kind !== 'busy') return report
    await lock.whenFree(() => Promise.resolve(), new AbortController().signal)
    return engine.drain(reason)
  }
}
