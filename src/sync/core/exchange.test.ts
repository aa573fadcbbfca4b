import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PushResult } from '../../../contract/wire/push.ts'
import { ARCHIVE_AGE_MAX_MS, ARCHIVE_BYTES_MAX, expiredChanges } from './archive.ts'
import { backoffMs } from './backoff.ts'
import { BATCH_AFTER_FAILURE, BATCH_MAX, batchAfterAnswer, batchAfterFailure } from './batch-size.ts'
import { ALONE_MAX, countFailure, countResults, isFailing, isTooLarge, parkFailing, RETRIES_MAX } from './failing.ts'
import { type Failure, remedyOf } from './failure.ts'
import { metaAfterAnswer, metaAfterFailure, metaAfterRun, mustAskFirst } from './meta.ts'
import { reseal } from './seal.ts'
import { testModels } from './testing/models.ts'
import type { SealedEntry } from './types.ts'
import { archived, AT, create, meta, refusal, remove, row, sealed, state, update } from './testing/records.ts'

const problem = (status: number, code = '', rest: Partial<Extract<Failure, { kind: 'problem' }>> = {}): Failure => ({
  kind: 'problem',
  status,
  code,
  message: `${status}`,
  ...rest,
})
const unreachable: Failure = { kind: 'unreachable', message: 'no network', timedOut: false }
const timeOut: Failure = { ...unreachable, timedOut: true }
const proxy413: Failure = { ...unreachable, tooLarge: true }

describe('sealing', () => {
  it('[FL1] the bytes hold what the wire wants; a repeat sends the same', () => {
    expect(JSON.parse(sealed(update(3, { name: 'a' }, { name: 'b' })).body)).toEqual({
      mutation_id: 7,
      schema: 1,
      op: 'update',
      model: 'houses',
      id: 'h1',
      version: 3,
      data: { name: 'b' },
      edited_at: '2026-11-20T10:05:00.000Z',
    })
    expect(JSON.parse(sealed(remove(3, {})).body)).not.toHaveProperty('data')
  })

  it('[FL1] [F3] [WP11] after ID_REUSE: the same change under another id', () => {
    const entry = sealed(create({ name: 'a' }))
    const again = reseal(entry, 12)
    expect(again).toEqual({ ...entry, mutationId: 12, body: entry.body.replace('"mutation_id":7', '"mutation_id":12') })
  })
})

describe('what a failure asks for', () => {
  it.each([
    ['no answer', unreachable, 'push', { kind: 'wait' }],
    ['a push with something wrong in it', problem(400), 'push', { kind: 'shrink' }],
    ['a cursor that cannot be read (WP9)', problem(400), 'pull', { kind: 'snapshot' }],
    ['any other bad request', problem(400), 'snapshot', { kind: 'wait' }],
    ['no session', problem(401), 'push', { kind: 'pause', pause: { kind: 'unauthenticated' } }],
    [
      'another user',
      problem(403, 'OTHER_USERS_DEVICE'),
      'push',
      { kind: 'pause', pause: { kind: 'otherUsersDevice' } },
    ],
    ['an id that is another user’s', problem(403, 'DEVICE_ID_TAKEN'), 'push', { kind: 'wait' }],
    ['a revoked device', problem(403, 'DEVICE_REVOKED'), 'push', { kind: 'pause', pause: { kind: 'deviceRevoked' } }],
    [
      'no right',
      problem(403, 'FORBIDDEN'),
      'pull',
      { kind: 'pause', pause: { kind: 'forbidden', scopeRemoved: false } },
    ],
    ['another history', problem(409), 'pull', { kind: 'recover' }],
    ['an old cursor', problem(410), 'pull', { kind: 'snapshot' }],
    ['too much', problem(413), 'push', { kind: 'shrink' }],
    ['too much for a proxy', proxy413, 'push', { kind: 'shrink' }],
    ['a proxy that calls a question too much', proxy413, 'pull', { kind: 'wait' }],
    ['an old build', problem(426), 'push', { kind: 'pause', pause: { kind: 'updateNeeded' } }],
    ['too often', problem(429), 'push', { kind: 'wait' }],
    ['a server that is ill', problem(500), 'push', { kind: 'wait' }],
  ] as const)('[CY8] [F34] %s', (_, failure, during, remedy) => {
    expect(remedyOf(failure, during, 'e1')).toEqual(remedy)
  })

  it('[CY8] [WP26] a lost scope is believed only for the epoch that the device knows', () => {
    const lost = (epoch?: string) =>
      remedyOf(problem(403, 'FORBIDDEN', { scopeRemoved: true, ...(epoch ? { epoch } : {}) }), 'pull', 'e1')
    expect(lost('e1')).toEqual({ kind: 'pause', pause: { kind: 'forbidden', scopeRemoved: true } })
    expect(lost('e2')).toEqual({ kind: 'pause', pause: { kind: 'forbidden', scopeRemoved: false } })
    expect(lost()).toEqual({ kind: 'pause', pause: { kind: 'forbidden', scopeRemoved: false } })
    expect(remedyOf(problem(403, 'FORBIDDEN', { scopeRemoved: true }), 'pull', undefined)).toMatchObject({
      pause: { scopeRemoved: false },
    })
  })
})

describe('the size of a batch', () => {
  it('[FL2] after any failure the first is 50 changes or 64 KiB', () => {
    expect(batchAfterFailure(BATCH_MAX, unreachable)).toEqual(BATCH_AFTER_FAILURE)
    expect(batchAfterFailure(BATCH_MAX, timeOut)).toEqual(BATCH_AFTER_FAILURE)
    expect(batchAfterFailure({ changesMax: 6, bytesMax: 7000 }, problem(503))).toEqual({
      changesMax: 6,
      bytesMax: 7000,
    })
  })

  it.each([timeOut, proxy413, problem(400), problem(413), problem(500)])(
    '[FL2] [F8] [F73] halves, down to one',
    (failure) => {
      expect(batchAfterFailure(BATCH_AFTER_FAILURE, failure)).toEqual({ changesMax: 25, bytesMax: 32 * 1024 })
      expect(batchAfterFailure({ changesMax: 1, bytesMax: 1024 }, failure)).toEqual({ changesMax: 1, bytesMax: 1024 })
    },
  )

  it('[FL2] doubles after an answer within 5 s, up to the largest', () => {
    expect(batchAfterAnswer({ changesMax: 25, bytesMax: 1024 }, 5_000)).toEqual({ changesMax: 50, bytesMax: 2048 })
    expect(batchAfterAnswer({ changesMax: 25, bytesMax: 1024 }, 5_001)).toEqual({ changesMax: 25, bytesMax: 1024 })
    expect(batchAfterAnswer(BATCH_MAX, 1)).toEqual(BATCH_MAX)
  })
})

describe('when to try again', () => {
  it('[FL3] [F9] full jitter from 1 s, at most 10 s while it is urgent, else 5 min', () => {
    const wait = fc.record({
      failures: fc.integer({ min: 1, max: 2000 }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      urgent: fc.boolean(),
    })
    fc.assert(
      fc.property(wait, (input) => {
        const span = Math.min(1000 * 2 ** (input.failures - 1), input.urgent ? 10_000 : 300_000)
        expect(backoffMs(input)).toBe(Math.floor(input.random * span))
      }),
    )
  })

  it('[FL3] Retry-After wins; the jitter comes on top', () => {
    expect(backoffMs({ failures: 1, random: 0.5, urgent: true, retryAfterMs: 60_000 })).toBe(60_500)
  })

  it('[FL3] the end of a run: a success clears the slate, a failure tells when the next may begin', () => {
    const end = { nowMs: 5_000, random: 0.5, urgent: true }
    const ill = meta({ failures: 2, notBeforeMs: 9, lastError: 'no' })
    expect(metaAfterRun(ill, { ...end, failures: [] })).toEqual(meta({ lastSuccessMs: 5_000 }))
    expect(metaAfterRun(ill, { ...end, failures: [unreachable] })).toMatchObject({
      failures: 3,
      notBeforeMs: 5_000 + 2_000,
    })
    expect(
      metaAfterRun(ill, {
        ...end,
        failures: [problem(503, '', { retryAfterMs: 10 }), problem(429, '', { retryAfterMs: 90 })],
      }),
    ).toMatchObject({ notBeforeMs: 5_590 })
    expect(metaAfterRun(ill, { ...end, failures: [problem(500)] })).toMatchObject({ notBeforeMs: 7_000 })
  })
})

describe('must the server be believed first?', () => {
  const now = { nowMs: 40_000, onLine: true, liveBroke: false }
  const heard = meta({ heardAtMs: 39_000 })

  it('[CY9] [F70] [F36] not if it answered just now', () => {
    expect(mustAskFirst(heard, now)).toBe(false)
    expect(mustAskFirst(meta({ heardAtMs: 10_000 }), now)).toBe(false)
  })

  it.each([
    ['the last exchange failed', { ...heard, lastExchangeFailed: true }, now],
    ['onLine is false', heard, { ...now, onLine: false }],
    ['the live stream broke', heard, { ...now, liveBroke: true }],
    ['nothing was heard for 30 s', meta({ heardAtMs: 9_999 }), now],
    ['the clock went back', meta({ heardAtMs: 50_000 }), now],
  ])('[CY9] [F70] yes: %s', (_, state, at) => {
    expect(mustAskFirst(state, at)).toBe(true)
  })

  it('[CY9] an answer is remembered, and so is a failure; only a push changes the batch', () => {
    const failed = metaAfterFailure(meta({ batchChangesMax: 500 }), timeOut, 'push')
    expect(failed).toMatchObject({ lastExchangeFailed: true, lastError: 'no network', batchChangesMax: 50 })
    expect(metaAfterFailure(meta({ batchChangesMax: 500 }), timeOut, 'pull')).toMatchObject({ batchChangesMax: 500 })
    expect(metaAfterAnswer(failed, 7)).toMatchObject({ lastExchangeFailed: false, heardAtMs: 7, batchChangesMax: 50 })
    expect(metaAfterAnswer(failed, 7, 100)).toMatchObject({ batchChangesMax: 100 })
  })
})

describe('an entry that fails', () => {
  const one = sealed(create({ name: 'a' }), 1)
  const two = sealed(create({ name: 'b' }, { key: 2, id: 'h2' }), 2)
  const results = (...pairs: [number, PushResult][]) => new Map(pairs)

  it('[FL4] [F10] attempts and the last error are counted; failing alone only for what may be its fault', () => {
    expect(countFailure([one, two], problem(500))).toMatchObject([{ attempts: 1, lastError: '500' }, { attempts: 1 }])
    // A sign of trouble: when others get through after it, the trouble is its own.
    expect(countFailure([one, two], problem(500))).toMatchObject([{ failedAlone: 0 }, { failedAlone: 0 }])
    expect(countFailure([{ ...one, failedAlone: 1 }], problem(400))).toMatchObject([{ failedAlone: 2 }])
    expect(countFailure([one], timeOut)).toMatchObject([{ failedAlone: 1 }])
    expect(countFailure([one], problem(503))[0]).not.toHaveProperty('failedAlone')
    expect(countFailure([one], unreachable)[0]).not.toHaveProperty('failedAlone')
  })

  it('[FL5] [WP10] only the first RETRY of a batch is counted: the others follow it', () => {
    const told = results([1, refusal('RETRY', { message: 'locked' })], [2, { ok: false, code: 'RETRY' }])
    expect(countResults([one, two], told)).toMatchObject([
      { retries: 1, attempts: 1, lastError: 'locked' },
      { retries: 0, attempts: 1, lastError: 'RETRY' },
    ])
    expect(countResults([one, two], told)[0]).not.toHaveProperty('othersThrough')
  })

  it('[FL5] who had trouble learns that others got through', () => {
    const lone = { ...one, failedAlone: 1 }
    expect(countResults([lone, two], results([2, { ok: true }]))).toMatchObject([{ key: 1, othersThrough: true }])
    expect(countResults([one, two], results([1, refusal('RETRY')], [2, refusal('INVALID')]))).toMatchObject([
      { retries: 1, othersThrough: true },
    ])
    expect(countResults([one], results([2, { ok: true }]))).toEqual([])
  })

  it('[FL6] [F5] [F73] is ill after three times alone or 20 RETRYs, but only if others got through', () => {
    expect(isFailing({ ...one, failedAlone: ALONE_MAX, othersThrough: true })).toBe(true)
    expect(isFailing({ ...one, retries: RETRIES_MAX, othersThrough: true })).toBe(true)
    expect(isFailing({ ...one, failedAlone: ALONE_MAX - 1, retries: RETRIES_MAX - 1, othersThrough: true })).toBe(false)
    expect(isFailing({ ...one, failedAlone: 99, retries: 99 })).toBe(false)
  })

  it('[FL7] is parked with Try again, edits made meanwhile folded in', () => {
    const ill = { ...one, attempts: 3, lastError: 'no' }
    const follower = update(0, { name: 'a' }, { name: 'c' }, { key: 2 })
    expect(parkFailing(testModels, state(undefined, ill, follower), 1)).toMatchObject({
      entries: [
        { kind: 'parked', key: 1, op: 'create', patch: { name: 'c' }, reason: { kind: 'failed', message: 'no' } },
      ],
      facts: [{ kind: 'parked', detail: { attempts: 3 } }],
    })
    expect(parkFailing(testModels, state(undefined, one, remove(0, { name: 'a' }, { key: 2 })), 1).entries).toEqual([])
    expect(parkFailing(testModels, state(row(1, { name: 'a' }), one), 1).entries).toEqual([])
  })

  it('[FL9] [F8] one that is too large is parked with what the server said, and what was edited meanwhile', () => {
    const why = { kind: 'refused', code: 'TOO_LARGE', message: 'no', fields: {} } as const
    const follower = update(0, { name: 'a' }, { name: 'c' }, { key: 2 })
    expect(parkFailing(testModels, state(undefined, one, follower), 1, why)).toMatchObject({
      entries: [{ kind: 'parked', key: 1, op: 'create', patch: { name: 'c' }, reason: why }],
      facts: [{ kind: 'parked', detail: { reason: why } }],
    })
    const huge = { ...one, body: 'x'.repeat(64 * 1024 + 1) }
    const tooLarge = problem(413, 'TOO_LARGE')
    expect(isTooLarge(tooLarge, [huge])).toBe(true)
    expect(isTooLarge(tooLarge, [one])).toBe(false)
    expect(isTooLarge(tooLarge, [huge, two])).toBe(false)
    expect(isTooLarge(tooLarge, [])).toBe(false)
    expect(isTooLarge(problem(413, 'TOO_MANY_CHANGES'), [huge])).toBe(false)
    expect(isTooLarge(timeOut, [{ ...huge, failedAlone: 9 }])).toBe(false)
  })

  it('[FL9] [F73] a proxy’s word counts the third time that it is said of a large one alone', () => {
    const huge = { ...one, body: 'x'.repeat(64 * 1024 + 1) }
    expect(isTooLarge(proxy413, [huge])).toBe(false)
    expect(isTooLarge(proxy413, [{ ...huge, toldTooLarge: 1 }])).toBe(false)
    expect(isTooLarge(proxy413, [{ ...huge, toldTooLarge: 2 }])).toBe(true)
    expect(isTooLarge(proxy413, [{ ...one, toldTooLarge: 2 }])).toBe(false)
    expect(isTooLarge(proxy413, [{ ...huge, toldTooLarge: 2 }, two])).toBe(false)
    expect(isTooLarge(timeOut, [{ ...huge, toldTooLarge: 2 }])).toBe(false)
  })

  it('[FL9] [F73] among others, or failing in another way, none comes nearer to being too large', () => {
    const huge = { ...one, body: 'x'.repeat(64 * 1024 + 1) }
    const after = (...failures: readonly Failure[]) =>
      isTooLarge(proxy413, failures.reduce<readonly SealedEntry[]>(countFailure, [huge]))
    expect(after(proxy413, proxy413)).toBe(true)
    expect(after(problem(500), proxy413)).toBe(false)
    expect(after(problem(500), problem(500), problem(400), timeOut)).toBe(false)
    expect(after(proxy413, problem(500), proxy413)).toBe(true)
    expect(countFailure([huge, two], proxy413)).toMatchObject([{ toldTooLarge: 0 }, { toldTooLarge: 0 }])
  })

  it('[FL7] one that is gone is left alone', () => {
    expect(parkFailing(testModels, state(undefined, one), 2).entries).toEqual([one])
  })
})

describe('the archive', () => {
  const change = (mutationId: number, ackedAt: string, name = 'a') => ({
    ...archived(update(1, {}, { name }), 2, mutationId),
    ackedAt,
  })
  const nowMs = Date.parse(AT)

  it('[FL8] keeps 30 days of server time', () => {
    const old = new Date(nowMs - ARCHIVE_AGE_MAX_MS - 1).toISOString()
    const young = new Date(nowMs - ARCHIVE_AGE_MAX_MS).toISOString()
    expect(expiredChanges([change(1, old), change(2, young)], nowMs)).toEqual([1])
  })

  it('[FL8] keeps the newest 20 MB', () => {
    const big = 'x'.repeat(ARCHIVE_BYTES_MAX / 2 - 1000)
    expect(expiredChanges([change(1, AT, big), change(2, AT, big), change(3, AT, big)], nowMs)).toEqual([1])
  })
})
