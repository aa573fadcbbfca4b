import { step } from './core/cycle.ts'
import type { CycleEffect, CycleEvent, CycleState } from './core/cycle-types.ts'
import type { Failure } from './core/failure.ts'
import { metaAfterAnswer, metaAfterRun } from './core/meta.ts'
import { isConfirmed } from './core/order.ts'
import type { DeviceMeta, Entry } from './core/types.ts'
import { isTelling } from './core/yielded.ts'
import { applyAnswers, applyFailure } from './device/answers.ts'
import { serverTimeMs, type SyncContext, timeOf } from './context.ts'
import { storePage } from './device/mirror.ts'
import { type SealedBatch, sealBatch } from './device/outbox.ts'
import type { Lock, Outcome, Transport } from './ports.ts'
import { isDigestDue } from './device/repair.ts'
import { fetchSnapshot } from './device/snapshot.ts'

export interface RunOptions extends SyncContext {
  readonly transport: Transport
  /** Held per batch. */
  readonly lock: Lock
  /** Is a page visible? Then a failed run is repeated sooner. */
  readonly isWatched: () => boolean
  /** What a storage failure or a bug threw. */
  readonly onError: (error: unknown) => void
}

/** What a run did; `wanted` tells which wake-ups it served. */
export interface RunResult {
  readonly sent: number
  readonly answered: number
  readonly parked: number
  readonly pulled: number
  readonly wanted: number
  readonly end: 'finished' | 'busy' | 'broke' | 'stopped'
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * One run of the cycle: performs its effects and feeds back their events until it is idle or paused. The lock is let go and
 * asked for again between batches; if another has it by then, that one goes on.
 */
export async function runCycle(
  options: RunOptions,
  start: CycleState,
  first: CycleEvent,
  signal: AbortSignal,
): Promise<RunResult> {
  const result: Writable<RunResult> = { sent: 0, answered: 0, parked: 0, pulled: 0, wanted: -1, end: 'finished' }
  const perform = performer(options, result, signal)
  let state = start
  let event: CycleEvent | undefined = first

  const advance = async (to: CycleEvent): Promise<void> => {
    const next = step(state, to)
    state = next.state
    event = undefined
    for (const effect of next.effects) {
      event = (await guarded(options, result, to, () => perform(effect))) ?? event
      if (event?.kind === 'broke') break
    }
    if (signal.aborted && event && event.kind !== 'broke') {
      result.end = 'stopped'
      event = { kind: 'stopped' }
    }
  }
  while (event) {
    const held = await options.lock.ifAvailable(async () => {
      do if (event) await advance(event)
      while (event && !isBatchEnd(event))
    })
    if (held !== 'busy' || !event) continue
    result.end = 'busy'
    if (state !== start) await advance({ kind: 'stopped' })
    break
  }
  return result
}

/** A thrown error becomes an event once; an error while that one is dealt with ends the run. */
async function guarded(
  { onError }: RunOptions,
  result: Writable<RunResult>,
  during: CycleEvent,
  work: () => Promise<CycleEvent | undefined>,
): Promise<CycleEvent | undefined> {
  try {
    return await work()
  } catch (error) {
    onError(error)
    result.end = 'broke'
    return during.kind === 'broke' ? undefined : { kind: 'broke', message: String(error) }
  }
}

function isBatchEnd({ kind }: CycleEvent): boolean {
  return kind === 'answersApplied' || kind === 'pageStored'
}

/** The effects, by kind. What one returns is fed back. */
function performer(options: RunOptions, result: Writable<RunResult>, signal: AbortSignal) {
  const { transport, environment } = options
  const { nowMs } = environment
  /** As the next call is made under; undefined: it has moved since it was read. */
  let asked: DeviceMeta | undefined
  let serverMs = nowMs()
  /** Sealed with the last answers; whoever else holds the lock meanwhile finds it in the outbox. */
  let next: SealedBatch | undefined
  /** A call's outcome as an event; the server's clock is remembered. */
  const told = <T>(outcome: Outcome<T>, meta: DeviceMeta, toEvent: (value: T) => CycleEvent): CycleEvent => {
    // CY15: it may have taken long, and what follows a failure is another call.
    if (outcome.kind !== 'answer') asked = undefined
    if (outcome.kind !== 'answer') return failed(outcome, meta)
    serverMs = serverTimeMs(environment, outcome.serverMs)
    return toEvent(outcome.value)
  }

  return async (effect: CycleEffect): Promise<CycleEvent | undefined> => {
    switch (effect.kind) {
      case 'askHealth':
        return askHealth(options, signal)
      case 'seal': {
        const { wanted, meta, ...sealed } = next ?? (await sealBatch(options))
        next = undefined
        result.wanted = wanted
        asked = meta
        return meta.worksOffline ? GIVEN_UP : { kind: 'sealed', ...sealed }
      }
      case 'push': {
        const meta = (asked ??= await readMeta(options))
        const beganMs = nowMs()
        result.sent += effect.batch.filter((entry) => !isTelling(entry)).length
        const outcome = await transport.push(batchOf(meta, effect, timeOf(environment)), signal)
        return told(outcome, meta, (answer) => ({ kind: 'pushAnswered', answer, tookMs: nowMs() - beganMs }))
      }
      case 'applyAnswers': {
        const { batch, answer, tookMs } = effect
        const heard = { tookMs, serverMs, sentAs: asked?.deviceId }
        asked = undefined
        const applied = await applyAnswers(options, batch, answer, heard)
        result.answered += applied.answered
        result.parked += applied.parked
        next = applied.next
        const { retried, renewed, mayPull } = applied
        return { kind: 'answersApplied', retried, renewed, mayPull }
      }
      case 'pull': {
        asked ??= await readMeta(options)
        const { cursor, mark, worksOffline } = asked
        if (worksOffline) return GIVEN_UP
        // Another tab has dropped the cursor: what it was told, this one would be told too.
        if (cursor === undefined) return failed(CURSOR_GONE, asked)
        const digest = isDigestDue(asked, nowMs()) && (await hasDigests(options))
        const newer = mark !== undefined && mark !== cursor ? { mark } : {}
        const outcome = await transport.pull({ since: cursor, ...newer, digest }, signal)
        return told(outcome, asked, (page) => ({ kind: 'pageReceived', page }))
      }
      case 'storePage': {
        if (!asked) throw new Error('a page that nobody asked for')
        const stored = await storePage(options, asked, effect.page, serverMs)
        asked = undefined
        if (stored.kind === 'stale') return { kind: 'pageStored', hasMore: true, mayPull: true }
        const { rows, hasMore, mayPull } = stored
        result.pulled += rows
        return { kind: 'pageStored', hasMore, mayPull }
      }
      case 'snapshot':
      case 'recover': {
        asked = undefined
        return snapshot(options, result, effect, signal)
      }
      default:
        return note(options, result, effect)
    }
  }
}

async function askHealth(options: RunOptions, signal: AbortSignal): Promise<CycleEvent> {
  // It may have been said since the wake-up was written down.
  if ((await readMeta(options)).worksOffline) return GIVEN_UP
  const outcome = await options.transport.health(signal)
  if (outcome.kind !== 'answer') return failed(outcome, await readMeta(options))
  await changeMeta(options, (meta) => metaAfterAnswer(meta, options.environment.nowMs()))
  return { kind: 'healthHeard' }
}

async function snapshot(
  options: RunOptions,
  result: Writable<RunResult>,
  { kind, isFresh }: Extract<CycleEffect, { kind: 'snapshot' | 'recover' }>,
  signal: AbortSignal,
): Promise<CycleEvent> {
  if ((await readMeta(options)).worksOffline) return GIVEN_UP
  if (kind === 'recover') await changeMeta(options, (meta) => ({ ...meta, recovering: true }))
  const outcome = await fetchSnapshot(options, options.transport, isFresh, signal)
  if (outcome.kind !== 'answer') return failed(outcome, await readMeta(options))
  result.pulled += outcome.value
  return { kind: kind === 'recover' ? 'recovered' : 'snapshotStored' }
}

/** CY15: the person works offline from now on. */
const GIVEN_UP: CycleEvent = { kind: 'stopped' }

type Call = 'askHealth' | 'seal' | 'push' | 'applyAnswers' | 'pull' | 'storePage' | 'snapshot' | 'recover'

/** The effects that only write down how the run goes. */
async function note(
  options: RunOptions,
  { wanted }: RunResult,
  effect: Exclude<CycleEffect, { kind: Call }>,
): Promise<CycleEvent | undefined> {
  switch (effect.kind) {
    case 'readWanted':
      return { kind: 'wantedRead', again: await isMoreWanted(options, wanted) }
    case 'countFailure':
      await applyFailure(options, effect.failure, effect.during, effect.batch)
      return undefined
    case 'storePause':
      // A wake-up that came since may be what the pause waits for (signed in): the next run finds out.
      await changeMeta(options, (meta) => (isNewer(meta, wanted) ? meta : { ...meta, pause: effect.pause }))
      return undefined
    case 'clearPause':
      await changeMeta(options, ({ pause: _, ...meta }) => meta)
      return undefined
    case 'finish':
      await finish(options, effect.failures)
      return undefined
  }
}

const CURSOR_GONE: Failure = { kind: 'problem', status: 410, code: 'CURSOR_TOO_OLD', message: 'no cursor' }

function failed(failure: Failure, { epoch }: DeviceMeta): CycleEvent {
  return { kind: 'callFailed', failure, ...(epoch !== undefined && { epoch }) }
}

function batchOf(meta: DeviceMeta, { batch }: Extract<CycleEffect, { kind: 'push' }>, sentAt: string) {
  const { deviceId, mark, boundMark, ackedThrough } = meta
  return {
    ...{ deviceId, ackedThrough, sentAt },
    ...(mark !== undefined && { mark }),
    ...(boundMark !== undefined && { isUnproven: true as const }),
    bodies: batch.map(({ body }) => body),
  }
}

/** Has a wake-up come since this run looked into the outbox, if it has? */
function isNewer(meta: DeviceMeta, seen: number): boolean {
  return seen >= 0 && meta.wanted > seen
}

/** Has a wake-up or a save come since this run last looked into the outbox? */
function isMoreWanted({ store }: RunOptions, seen: number): Promise<boolean> {
  return store.read(async (tx) => {
    const { wanted } = await tx.meta()
    return wanted > seen || (await tx.entries()).some(({ kind }) => kind === 'saved')
  })
}

function finish(options: RunOptions, failures: readonly Failure[]): Promise<void> {
  const { nowMs, random } = options.environment
  return options.store.transact(async (tx) => {
    const { waitAsked: _, ...meta } = await tx.meta()
    const waits = (await tx.entries()).some((entry) => mayLeave(entry, meta))
    const end = { nowMs: nowMs(), random: random(), urgent: waits && options.isWatched(), failures }
    const waitAsked = failures.some((failure) => failure.kind === 'problem' && failure.retryAfterMs !== undefined)
    await tx.putMeta({ ...metaAfterRun(meta, end), ...(waitAsked && { waitAsked }) })
  })
}

function mayLeave(entry: Entry, { sendMode }: DeviceMeta): boolean {
  return entry.kind === 'sealed' || (entry.kind !== 'parked' && isConfirmed(entry, sendMode))
}

function hasDigests({ store }: SyncContext): Promise<boolean> {
  return store.read(async (tx) => (await tx.digests()) !== undefined)
}

function readMeta({ store }: SyncContext): Promise<DeviceMeta> {
  return store.read((tx) => tx.meta())
}

function changeMeta({ store }: SyncContext, change: (meta: DeviceMeta) => DeviceMeta): Promise<void> {
  return store.transact(async (tx) => tx.putMeta(change(await tx.meta())))
}
