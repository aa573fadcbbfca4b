import { describe, expect, it } from 'vitest'
import { answer } from './answer.ts'
import { backoffMs } from './backoff.ts'
import { fold } from './fold.ts'
import { barrierTo } from './meta.ts'
import { decide } from './resolve.ts'
import { testModels } from './testing/models.ts'
import { AT, conflict, meta, parked, refusal, refused, row, saved, sealed, state, update } from './testing/records.ts'
import type { Entry } from './types.ts'

const shadow = row(3, { name: 'a' })
const confirmed = <E extends Entry>(entry: E): E => ({ ...entry, confirmed: true })
const rename = confirmed(update(3, { name: 'a' }, { name: 'b' }))
const again = update(3, { name: 'a' }, { name: 'c' }, { key: 2 })
const later = update(3, { name: 'b' }, { name: 'c' }, { key: 2 })
const isConfirmed = (entries: readonly Entry[]) => entries.map((entry) => entry.confirmed === true)

describe('what a person has confirmed', () => {
  it('[OR12] is taken back by a later edit', () => {
    const before = fold(testModels, state(shadow, rename))
    expect(isConfirmed(before.entries)).toEqual([true])
    const after = fold(testModels, state(shadow, rename, saved(again, 2)))
    expect(after.entries).toMatchObject([{ patch: { name: 'c' } }])
    expect(isConfirmed(after.entries)).toEqual([false])
  })

  it('[OR12] stays so when it comes back refused, unless something was edited meanwhile', () => {
    const answered = (...entries: Entry[]) =>
      answer(testModels, state(shadow, ...entries), 7, refusal('INVALID'), { at: AT, by: 'Ana', outbox: [] }).entries
    expect(isConfirmed(answered(sealed(rename)))).toEqual([true])
    expect(isConfirmed(answered(sealed(rename), later))).toEqual([false])
    expect(isConfirmed(answered(sealed(rename), confirmed(later)))).toEqual([true])
  })

  it('[OR12] trying again confirms; a merge makes another change, which does not leave unseen', () => {
    const decided = (entry: Entry, decision: Parameters<typeof decide>[3]) => {
      const { kind, ...rest } = decide(testModels, state(row(4, { name: 'c' }), entry), 1, decision, AT)
      expect(kind).toBe('decided')
      return 'transition' in rest ? rest.transition.entries : []
    }
    const bad = parked(update(4, { name: 'c' }, { name: '' }), refused())
    expect(isConfirmed(decided(bad, { kind: 'retry' }))).toEqual([true])
    const asked = confirmed(parked(rename, conflict(4, { name: 'c' }, ['name'])))
    expect(isConfirmed(decided(asked, { kind: 'merge', values: { name: 'd' } }))).toEqual([false])
  })
})

describe('whether a run may begin', () => {
  const NOW = 1_000_000

  it('[CY14] [EN45] a failure is waited out, except by news and by a person; what the server asked for always', () => {
    const failed = meta({ notBeforeMs: NOW + 5_000 })
    const waiting = { kind: 'waiting', waitMs: 5_000 }
    expect(barrierTo(failed, 'timer', NOW)).toEqual(waiting)
    expect(barrierTo(failed, 'online', NOW)).toBeUndefined()
    expect(barrierTo(failed, 'reached', NOW)).toBeUndefined()
    expect(barrierTo({ ...failed, waitAsked: true }, 'asked', NOW)).toEqual({ ...waiting, asked: true })
    expect(barrierTo(failed, 'timer', NOW + 5_000)).toBeUndefined()
  })

  it('[CY18] [F37] a clock that goes back before a wait’s beginning ends it; none is longer than an hour', () => {
    const HOUR_MS = 3_600_000
    const asked = meta({ waitFromMs: NOW, notBeforeMs: NOW + HOUR_MS, waitAsked: true })
    expect(barrierTo(asked, 'timer', NOW)).toEqual({ kind: 'waiting', waitMs: HOUR_MS, asked: true })
    expect(barrierTo(asked, 'timer', NOW - 1)).toBeUndefined()
    expect(backoffMs({ failures: 1, random: 0, urgent: true, retryAfterMs: 9 * HOUR_MS })).toBe(HOUR_MS)
  })

  it('[CY14] [CY10] a pause ends by what a person does', () => {
    const paused = meta({ pause: { kind: 'unauthenticated' } })
    expect(barrierTo(paused, 'online', NOW)).toEqual({ kind: 'paused', why: 'unauthenticated' })
    expect(barrierTo(paused, 'signedIn', NOW)).toBeUndefined()
  })

  it('[CY14] nothing begins while the person works offline, whoever wakes', () => {
    const offline = meta({ worksOffline: true })
    for (const reason of ['started', 'asked', 'online', 'sync', 'saved'])
      expect(barrierTo(offline, reason, NOW)).toEqual({ kind: 'paused', why: 'worksOffline' })
  })
})
