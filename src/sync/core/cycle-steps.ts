import type { CycleEffect, CycleState, EventOf, Run, StateOf, Step } from './cycle-types.ts'
import { isTooLarge } from './failing.ts'
import { type Call, type Failure, remedyOf } from './failure.ts'
import type { SealedEntry } from './types.ts'

/** The cells of the table: what each event makes of the state that waited for it. */

type Running = Extract<CycleState, { run: Run }>

const FIRST: Run = { failures: [], tried: [] }

export function stay(state: CycleState): Step {
  return { state, effects: [] }
}

export function stop(): Step {
  return { state: { kind: 'idle' }, effects: [] }
}

export function breakOff({ run }: Running, { message }: EventOf<'broke'>): Step {
  return leaveNow(failed(run, { kind: 'unreachable', message, timedOut: false }))
}

export function wake(_: CycleState, { mustAsk }: EventOf<'woken'>): Step {
  return begin(mustAsk)
}

export function resume(_: CycleState, { mustAsk }: EventOf<'resumed'>): Step {
  return begin(mustAsk, [{ kind: 'clearPause' }])
}

/** Without a believable answer nothing is sealed; and a server that does not say it is well is not asked for more. */
export function askingFailed({ run }: StateOf<'asking'>, { failure, epoch }: EventOf<'callFailed'>): Step {
  const count = counted('health', failure)
  const remedy = remedyOf(failure, 'health', epoch)
  const next = leaveNow(failed(run, failure))
  return after(count, remedy.kind === 'pause' ? paused(remedy.pause, failure) : next)
}

export function sealed({ run }: StateOf<'sealing'>, { batch, mustBind, mayPull }: EventOf<'sealed'>): Step {
  if (batch.length === 0 && !mustBind) return toPulling(run, mayPull)
  return { state: { kind: 'pushing', run, batch, mayPull }, effects: [{ kind: 'push', batch }] }
}

export function pushAnswered({ run, batch }: StateOf<'pushing'>, { answer, tookMs }: EventOf<'pushAnswered'>): Step {
  return { state: { kind: 'applying', run }, effects: [{ kind: 'applyAnswers', batch, answer, tookMs }] }
}

/** A failing push never stops the pull; one that failed for its one change, which is parked, stops nothing. */
export function pushFailed(
  { run, batch, mayPull }: StateOf<'pushing'>,
  { failure, epoch }: EventOf<'callFailed'>,
): Step {
  const canShrink = remedyOf(failure, 'push', epoch).kind === 'shrink' && batch.length > 1
  const goesOn = canShrink || isTooLarge(failure, batch)
  const next = goesOn ? toSealing(run) : toPulling(failed(run, failure), mayPull)
  return after(counted('push', failure, batch), remedied('push', run, failure, epoch) ?? next)
}

/** New ids help at once, or never: a server that has used those too is ill. */
export function answersApplied(
  { run }: StateOf<'applying'>,
  { retried, renewed, mayPull }: EventOf<'answersApplied'>,
): Step {
  const isHelpless = renewed && run.tried.includes('newIds')
  if (retried || isHelpless) return toPulling(failed(run, RETRIED), mayPull)
  return toSealing(renewed ? { ...run, tried: [...run.tried, 'newIds'] } : run)
}

export function pullFailed({ run }: StateOf<'pulling'>, { failure, epoch }: EventOf<'callFailed'>): Step {
  const next = remedied('pull', run, failure, epoch) ?? leaveNow(failed(run, failure))
  return after(counted('pull', failure), next)
}

export function pageReceived({ run }: StateOf<'pulling'>, { page }: EventOf<'pageReceived'>): Step {
  return { state: { kind: 'storing', run }, effects: [{ kind: 'storePage', page }] }
}

export function pageStored({ run }: StateOf<'storing'>, { hasMore, mayPull }: EventOf<'pageStored'>): Step {
  if (hasMore || !mayPull) return toPulling(run, mayPull)
  // After a failure the next run is a matter of time, not of wishes.
  if (run.failures.length > 0) return leaveNow(run)
  return { state: { kind: 'leaving', run }, effects: [{ kind: 'readWanted' }] }
}

export function snapshotFailed(
  { run }: StateOf<'snapshotting'> | StateOf<'recovering'>,
  { failure, epoch }: EventOf<'callFailed'>,
): Step {
  const next = remedied('snapshot', run, failure, epoch) ?? leaveNow(failed(run, failure))
  return after(counted('snapshot', failure), next)
}

export function wantedRead({ run }: StateOf<'leaving'>, { again }: EventOf<'wantedRead'>): Step {
  return again ? toSealing(run) : leaveNow(run)
}

export function toSealing(run: Run): Step {
  return { state: { kind: 'sealing', run }, effects: [{ kind: 'seal' }] }
}

/** Where it may not go on by pulls the mirror is filled first, or its filling goes on. */
export function toPulling(run: Run, mayPull: boolean): Step {
  if (mayPull) return { state: { kind: 'pulling', run }, effects: [{ kind: 'pull' }] }
  return { state: { kind: 'snapshotting', run }, effects: [{ kind: 'snapshot', isFresh: false }] }
}

/** The server did not take a change now: it has to be asked again, but not at once. */
const RETRIED: Failure = { kind: 'problem', status: 200, code: 'RETRY', message: 'RETRY' }

function begin(mustAsk: boolean, effects: readonly CycleEffect[] = []): Step {
  const next: Step = mustAsk
    ? { state: { kind: 'asking', run: FIRST }, effects: [{ kind: 'askHealth' }] }
    : toSealing(FIRST)
  return { state: next.state, effects: [...effects, ...next.effects] }
}

/** What a failure asks for before anything else; undefined: nothing, or it was tried in this run and did not help. */
function remedied(during: Call, run: Run, failure: Failure, epoch: string | undefined): Step | undefined {
  const remedy = remedyOf(failure, during, epoch)
  switch (remedy.kind) {
    case 'pause':
      return paused(remedy.pause, failure)
    case 'snapshot':
    case 'recover': {
      if (run.tried.includes(remedy.kind)) return undefined
      const next = { ...run, tried: [...run.tried, remedy.kind] }
      return remedy.kind === 'recover'
        ? { state: { kind: 'recovering', run: next }, effects: [{ kind: 'recover', isFresh: true }] }
        : { state: { kind: 'snapshotting', run: next }, effects: [{ kind: 'snapshot', isFresh: true }] }
    }
    case 'shrink':
    case 'wait':
      return undefined
  }
}

function paused(pause: StateOf<'paused'>['pause'], failure: Failure): Step {
  return {
    state: { kind: 'paused', pause },
    effects: [
      { kind: 'storePause', pause },
      { kind: 'finish', failures: [failure] },
    ],
  }
}

function leaveNow({ failures }: Run): Step {
  return { state: { kind: 'idle' }, effects: [{ kind: 'finish', failures }] }
}

function failed(run: Run, failure: Failure): Run {
  return { ...run, failures: [...run.failures, failure] }
}

function counted(during: Call, failure: Failure, batch: readonly SealedEntry[] = []): CycleEffect {
  return { kind: 'countFailure', failure, during, batch }
}

function after(effect: CycleEffect, { state, effects }: Step): Step {
  return { state, effects: [effect, ...effects] }
}
