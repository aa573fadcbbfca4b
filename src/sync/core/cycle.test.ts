import { describe, expect, it } from 'vitest'
import { step } from './cycle.ts'
import type { CycleEffect, CycleEvent, CycleState, EventKind, Run, StateKind } from './cycle-types.ts'
import type { Failure } from './failure.ts'
import { create, sealed } from './testing/records.ts'

const RUN: Run = { failures: [], tried: [] }
const batch = [sealed(create({ name: 'a' }), 1), sealed(create({ name: 'b' }), 2)]
const page = { changes: [], cursor: 'e1.1.a', has_more: false, schema: 1 }
const pushed = { epoch: 'e1', mark: 'e1.1.a', schema: 1, results: [] }
const problem = (status: number): Failure => ({ kind: 'problem', status, code: '', message: '' })

const STATES: { readonly [S in StateKind]: Extract<CycleState, { kind: S }> } = {
  idle: { kind: 'idle' },
  paused: { kind: 'paused', pause: { kind: 'unauthenticated' } },
  asking: { kind: 'asking', run: RUN },
  sealing: { kind: 'sealing', run: RUN },
  pushing: { kind: 'pushing', run: RUN, batch, mayPull: true },
  applying: { kind: 'applying', run: RUN },
  pulling: { kind: 'pulling', run: RUN },
  storing: { kind: 'storing', run: RUN },
  snapshotting: { kind: 'snapshotting', run: RUN },
  recovering: { kind: 'recovering', run: RUN },
  leaving: { kind: 'leaving', run: RUN },
}

const EVENTS: { readonly [E in EventKind]: Extract<CycleEvent, { kind: E }> } = {
  woken: { kind: 'woken', mustAsk: true },
  resumed: { kind: 'resumed', mustAsk: false },
  stopped: { kind: 'stopped' },
  broke: { kind: 'broke', message: 'disk' },
  healthHeard: { kind: 'healthHeard' },
  callFailed: { kind: 'callFailed', failure: problem(500), epoch: 'e1' },
  sealed: { kind: 'sealed', batch, mustBind: false, mayPull: true },
  pushAnswered: { kind: 'pushAnswered', answer: pushed, tookMs: 5 },
  answersApplied: { kind: 'answersApplied', retried: false, renewed: false, mayPull: true },
  pageReceived: { kind: 'pageReceived', page },
  pageStored: { kind: 'pageStored', hasMore: false, mayPull: true },
  snapshotStored: { kind: 'snapshotStored' },
  recovered: { kind: 'recovered' },
  wantedRead: { kind: 'wantedRead', again: false },
}

/** Where each event leads, and what is to be done; '' stays and does nothing. */
const STOPS = { stopped: 'idle', broke: 'idle: finish' } as const
const EXPECTED: { readonly [S in StateKind]: { readonly [E in EventKind]: string } } = {
  idle: row({ woken: 'asking: askHealth', resumed: 'sealing: clearPause seal' }),
  paused: row({ resumed: 'sealing: clearPause seal' }),
  asking: row({ ...STOPS, healthHeard: 'sealing: seal', callFailed: 'idle: countFailure finish' }),
  sealing: row({ ...STOPS, sealed: 'pushing: push' }),
  pushing: row({ ...STOPS, pushAnswered: 'applying: applyAnswers', callFailed: 'pulling: countFailure pull' }),
  applying: row({ ...STOPS, answersApplied: 'sealing: seal' }),
  pulling: row({ ...STOPS, pageReceived: 'storing: storePage', callFailed: 'idle: countFailure finish' }),
  storing: row({ ...STOPS, pageStored: 'leaving: readWanted' }),
  snapshotting: row({ ...STOPS, snapshotStored: 'pulling: pull', callFailed: 'idle: countFailure finish' }),
  recovering: row({ ...STOPS, recovered: 'sealing: seal', callFailed: 'idle: countFailure finish' }),
  leaving: row({ ...STOPS, wantedRead: 'idle: finish' }),
}

function row(cells: { readonly [E in EventKind]?: string }): { readonly [E in EventKind]: string } {
  const stays: { readonly [E in EventKind]: string } = {
    woken: '',
    resumed: '',
    stopped: '',
    broke: '',
    healthHeard: '',
    callFailed: '',
    sealed: '',
    pushAnswered: '',
    answersApplied: '',
    pageReceived: '',
    pageStored: '',
    snapshotStored: '',
    recovered: '',
    wantedRead: '',
  }
  return { ...stays, ...cells }
}

const cells = Object.values(STATES).flatMap((state) =>
  Object.values(EVENTS).map(
    (event) => [state.kind, event.kind, EXPECTED[state.kind][event.kind], state, event] as const,
  ),
)

describe('every state has an answer to every event', () => {
  it.each(cells)('[CY1] %s, %s → %s', (_, __, expected, state, event) => {
    const next = step(state, event)
    const told = [next.state.kind, ...next.effects.map(({ kind }) => kind)].join(' ')
    expect(told).toBe(expected.replace(':', '') || state.kind)
    expect(next.state === state).toBe(expected === '')
  })
})

/** Feeds one event after the other, and tells states and effects. */
function tell(from: CycleState, ...events: readonly CycleEvent[]) {
  const effects: CycleEffect[] = []
  let state = from
  for (const event of events) {
    const next = step(state, event)
    state = next.state
    effects.push(...next.effects)
  }
  return { state, effects, kinds: effects.map(({ kind }) => kind) }
}

const failed = (failure: Failure): CycleEvent => ({ kind: 'callFailed', failure, epoch: 'e1' })
const nothing: CycleEvent = { kind: 'sealed', batch: [], mustBind: false, mayPull: true }

describe('a run', () => {
  it('[CY2] push, then pull, then leave', () => {
    const { woken, sealed: sealedOne, pushAnswered, answersApplied, pageReceived, pageStored, wantedRead } = EVENTS
    const run = tell(
      STATES.idle,
      { ...woken, mustAsk: false },
      sealedOne,
      pushAnswered,
      answersApplied,
      nothing,
      pageReceived,
      { ...pageStored, hasMore: true },
      pageReceived,
      pageStored,
      wantedRead,
    )
    expect(run.kinds).toEqual([
      'seal',
      'push',
      'applyAnswers',
      'seal',
      'pull',
      'storePage',
      'pull',
      'storePage',
      'readWanted',
      'finish',
    ])
    expect(run.effects.at(-1)).toEqual({ kind: 'finish', failures: [] })
    expect(run.effects).toContainEqual({ kind: 'applyAnswers', batch, answer: pushed, tookMs: 5 })
  })

  it('[CY3] [F70] nothing is sealed before the server has answered', () => {
    expect(tell(STATES.idle, EVENTS.woken).kinds).toEqual(['askHealth'])
    expect(tell(STATES.idle, EVENTS.woken, EVENTS.callFailed).kinds).toEqual(['askHealth', 'countFailure', 'finish'])
    expect(tell(STATES.paused, { kind: 'resumed', mustAsk: true }).kinds).toEqual(['clearPause', 'askHealth'])
  })

  it('[CY4] a failing push never stops the pull, and the failure is not forgotten', () => {
    const failure = problem(503)
    const run = tell(STATES.pushing, failed(failure), EVENTS.pageReceived, EVENTS.pageStored)
    expect(run.kinds).toEqual(['countFailure', 'pull', 'storePage', 'finish'])
    expect(run.effects[0]).toEqual({ kind: 'countFailure', failure, during: 'push', batch })
    expect(run.effects.at(-1)).toEqual({ kind: 'finish', failures: [failure] })
  })

  it('[CY20] what was taken under new ids is sent at once, but not twice in a run', () => {
    const renewed: CycleEvent = { kind: 'answersApplied', retried: false, renewed: true, mayPull: true }
    const once = tell(STATES.applying, renewed)
    expect(once.kinds).toEqual(['seal'])
    expect(tell(once.state, EVENTS.sealed, EVENTS.pushAnswered, renewed).kinds.at(-1)).toBe('pull')
    expect(tell(STATES.applying, { ...renewed, retried: true }).kinds).toEqual(['pull'])
  })

  it('[CY4] what is RETRY waits, while the pull goes on', () => {
    const run = tell(
      STATES.applying,
      { kind: 'answersApplied', retried: true, renewed: false, mayPull: true },
      EVENTS.pageReceived,
      EVENTS.pageStored,
    )
    expect(run.kinds).toEqual(['pull', 'storePage', 'finish'])
    expect(run.effects.at(-1)).toMatchObject({ failures: [{ code: 'RETRY' }] })
  })

  it.each([400, 413])('[CY5] [F8] %i: a smaller batch at once; a single change waits', (status) => {
    expect(tell(STATES.pushing, failed(problem(status))).kinds).toEqual(['countFailure', 'seal'])
    const one = { ...STATES.pushing, batch: batch.slice(0, 1) }
    expect(tell(one, failed(problem(status))).kinds).toEqual(['countFailure', 'pull'])
  })

  it('[CY5] [FL9] [F8] one change that is too large is parked, and what is behind it goes on at once', () => {
    const huge = batch.slice(0, 1).map((entry) => ({ ...entry, body: 'x'.repeat(65 * 1024) }))
    const one = { ...STATES.pushing, batch: huge }
    const failure: Failure = { kind: 'problem', status: 413, code: 'TOO_LARGE', message: '' }
    expect(tell(one, failed(failure)).kinds).toEqual(['countFailure', 'seal'])
    expect(tell(one, failed(failure), nothing).kinds).toEqual(['countFailure', 'seal', 'pull'])
  })

  it('[CY6] without a cursor the mirror is filled first, and goes on where it was', () => {
    expect(tell(STATES.sealing, { ...nothing, mayPull: false }).effects).toEqual([{ kind: 'snapshot', isFresh: false }])
    const push = tell({ ...STATES.pushing, mayPull: false }, failed(problem(500)))
    expect(push.kinds).toEqual(['countFailure', 'snapshot'])
    const retried = tell(STATES.applying, { kind: 'answersApplied', retried: true, renewed: false, mayPull: false })
    expect(retried.kinds).toEqual(['snapshot'])
  })

  it('[CY6] [WP27] after a page whose digests differ the mirror is filled anew', () => {
    const run = tell(STATES.storing, { kind: 'pageStored', hasMore: false, mayPull: false })
    expect(run.effects).toEqual([{ kind: 'snapshot', isFresh: false }])
  })

  it('[CY6] [F41] [WP24] 410: a fresh snapshot, once a run', () => {
    const run = tell(STATES.pulling, failed(problem(410)))
    expect(run.effects).toContainEqual({ kind: 'snapshot', isFresh: true })
    expect(
      tell(STATES.pulling, failed(problem(410)), EVENTS.snapshotStored, failed(problem(410))).kinds.slice(3),
    ).toEqual(['countFailure', 'finish'])
  })

  it.each(['pushing', 'pulling'] as const)(
    '[CY7] [F44] [WP24] 409 while %s: recovery, then what came of it is sent; once a run',
    (kind) => {
      const run = tell(STATES[kind], failed(problem(409)), EVENTS.recovered)
      expect(run.kinds).toEqual(['countFailure', 'recover', 'seal'])
      expect(tell(run.state, nothing, failed(problem(409))).kinds).toEqual(['pull', 'countFailure', 'finish'])
    },
  )

  it.each(['asking', 'pushing', 'pulling', 'snapshotting', 'recovering'] as const)(
    '[CY10] [F34] 401 while %s pauses: nothing is dropped',
    (kind) => {
      const run = tell(STATES[kind], failed(problem(401)))
      expect(run).toMatchObject({
        state: { kind: 'paused', pause: { kind: 'unauthenticated' } },
        kinds: ['countFailure', 'storePause', 'finish'],
      })
      expect(tell(run.state, EVENTS.woken).kinds).toEqual([])
      expect(tell(run.state, EVENTS.resumed).kinds).toEqual(['clearPause', 'seal'])
    },
  )

  it('[CY13] [F31] a device that is not bound says whose it is before anything is sent or fetched', () => {
    const unbound: CycleEvent = { kind: 'sealed', batch: [], mustBind: true, mayPull: false }
    const { pushAnswered, answersApplied } = EVENTS
    const run = tell(STATES.sealing, unbound, pushAnswered, answersApplied)
    expect(run.effects).toEqual([
      { kind: 'push', batch: [] },
      { kind: 'applyAnswers', batch: [], answer: pushed, tookMs: 5 },
      { kind: 'seal' },
    ])
    const others: Failure = { ...problem(403), code: 'OTHER_USERS_DEVICE' } as Failure
    expect(tell(STATES.sealing, unbound, failed(others))).toMatchObject({
      state: { kind: 'paused', pause: { kind: 'otherUsersDevice' } },
      kinds: ['push', 'countFailure', 'storePause', 'finish'],
    })
  })

  it('[CY11] [F12] leaves only when nothing more is wanted', () => {
    expect(tell(STATES.leaving, { kind: 'wantedRead', again: true }).kinds).toEqual(['seal'])
  })

  it('[CY12] [F14] given up at any point, it is idle; what broke is told', () => {
    expect(tell(STATES.pushing, EVENTS.stopped)).toMatchObject({ state: { kind: 'idle' }, effects: [] })
    expect(tell(STATES.storing, EVENTS.broke).effects).toMatchObject([
      { kind: 'finish', failures: [{ message: 'disk' }] },
    ])
  })
})
