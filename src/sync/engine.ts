import { type AskAnew, createAskAnew } from './ask-anew.ts'
import { barrierTo, mustAskFirst, waitMsOf } from './core/meta.ts'
import type { DeviceMeta } from './core/types.ts'
import { timeOf } from './context.ts'
import { brokenEnd, type DrainEnd, type DrainReport } from './drain-report.ts'
import type { Transport } from './ports.ts'
import { type RunOptions, type RunResult, runCycle } from './run.ts'
import { fetchUnread, isUnreadDue } from './device/unread.ts'

export interface Engine {
  /**
   * Sends what waits and fetches what is new, as far as it goes now. May be called at any time, also while it is at work: the
   * wake-up is written down first, and the promise ends with a drain that has seen it. Never rejects.
   * @param reason why, for the log. `started`, `signedIn`, `asked` (a person pressed the button) also try what is paused; these and
   * `online`, `reached`, `hinted`, `sync`, `periodicsync` do not wait out a failure (but always what the server asked for). None
   * begins while the person works offline. `reached`: somebody has heard the server just now.
   */
  drain(reason: string): Promise<DrainReport>
  /** Ends what is under way, and resolves when it has ended; nothing is lost by it. Later drains do nothing. */
  stop(): Promise<void>
}

/** The engine of one device; page and worker run the same one. All its state lies in the store. */
export function createEngine(given: RunOptions): Engine {
  const { environment, onError } = given
  const asked = createAskAnew()
  const options: RunOptions = { ...given, transport: askedAnew(given.transport, asked) }
  const stopping = new AbortController()
  let running: Promise<RunResult> | undefined
  let liveBroke = false

  const run = async (meta: DeviceMeta): Promise<RunResult> => {
    const mustAsk = mustAskFirst(meta, { nowMs: environment.nowMs(), onLine: environment.onLine(), liveBroke })
    liveBroke = false
    const { pause } = meta
    return pause
      ? runCycle(options, { kind: 'paused', pause }, { kind: 'resumed', mustAsk }, stopping.signal)
      : runCycle(options, { kind: 'idle' }, { kind: 'woken', mustAsk }, stopping.signal)
  }

  const reread = async (meta: DeviceMeta, reason: string): Promise<number> =>
    isUnreadDue(meta, reason, environment.nowMs()) ? fetchUnread(options, options.transport, stopping.signal) : 0

  const drain = async (reason: string): Promise<DrainReport> => {
    if (reason === 'liveBroke') liveBroke = true
    let meta = await want(options, reason)
    // CY15: asking anew is another call.
    if (reason === 'reached' && !meta.worksOffline) asked.again()
    const { wanted } = meta
    let done = NOTHING
    for (;;) {
      const barrier = running ? undefined : barrierTo(meta, reason, environment.nowMs())
      if (barrier) return reportOf(reason, done, barrier)
      running ??= run(meta).finally(() => (running = undefined))
      const result = await running
      done = sum(done, result)
      // Read after the lock was let go: a wake-up that found it taken is written down by now.
      const after = await options.store.read(async (tx) => ({ meta: await tx.meta(), entries: await tx.entries() }))
      const end = endOf(
        result,
        after.meta,
        after.entries.some(({ kind }) => kind === 'sealed'),
        environment.nowMs(),
      )
      if (end.kind === 'done') done = { ...done, pulled: done.pulled + (await reread(after.meta, reason)) }
      const isServed = result.wanted >= Math.max(wanted, after.meta.wanted)
      if (end.kind !== 'done' || isServed) return reportOf(reason, done, end)
      meta = after.meta
    }
  }

  return {
    drain: async (reason) => {
      try {
        if (stopping.signal.aborted) return reportOf(reason, NOTHING, STOPPED)
        return await drain(reason)
      } catch (error) {
        onError(error)
        return reportOf(reason, NOTHING, brokenEnd(error))
      }
    },
    stop: async () => {
      stopping.abort(new DOMException('the engine was stopped', 'AbortError'))
      await running?.catch(() => undefined)
    },
  }
}

/** What only reads may be asked again; a push on a slow line would never end. */
function askedAnew(transport: Transport, { ask }: AskAnew): Transport {
  return {
    ...transport,
    health: (signal) => ask((anew) => transport.health(anew), signal),
    pull: (query, signal) => ask((anew) => transport.pull(query, anew), signal),
  }
}

type Work = Pick<RunResult, 'sent' | 'answered' | 'parked' | 'pulled'>

const NOTHING: Work = { sent: 0, answered: 0, parked: 0, pulled: 0 }
const STOPPED: DrainEnd = { kind: 'broken', message: 'stopped' }

/**
 * A wake-up is written down before anything else, so that whoever drains now cannot leave without having seen it. A power cut
 * ends all of them, and may take it back: a start drains.
 */
function want({ store, environment }: RunOptions, reason: string): Promise<DeviceMeta> {
  return store.note(async (tx) => {
    const before = await tx.meta()
    const meta = { ...before, wanted: before.wanted + 1 }
    await tx.putWanted(meta)
    // An idle pull every 30 s would leave no room for anything else in the log.
    if (reason !== 'timer') await tx.addEvents([{ at: timeOf(environment), kind: 'woken', detail: { reason } }])
    return meta
  })
}

function endOf(result: RunResult, meta: DeviceMeta, hasSealed: boolean, nowMs: number): DrainEnd {
  if (result.end === 'busy') return { kind: 'busy' }
  if (result.end === 'stopped') return STOPPED
  if (result.end === 'broke') return { kind: 'broken', message: meta.lastError ?? 'the storage failed' }
  if (meta.worksOffline) return { kind: 'paused', why: 'worksOffline' }
  if (meta.pause) return { kind: 'paused', why: meta.pause.kind }
  const waitMs = waitMsOf(meta, nowMs)
  if (meta.failures > 0) {
    return { kind: 'waiting', waitMs, error: meta.lastError ?? 'no answer', ...(meta.waitAsked && { asked: true }) }
  }
  // A follower of a change that another tab is sending.
  return hasSealed ? { kind: 'waiting', waitMs } : { kind: 'done' }
}

function sum(a: Work, b: Work): Work {
  return {
    sent: a.sent + b.sent,
    answered: a.answered + b.answered,
    parked: a.parked + b.parked,
    pulled: a.pulled + b.pulled,
  }
}

function reportOf(reason: string, { sent, answered, parked, pulled }: Work, end: DrainEnd): DrainReport {
  return { reason, sent, answered, parked, pulled, end }
}
