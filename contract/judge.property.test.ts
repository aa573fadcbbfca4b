import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Change } from './change.ts'
import { judge, type JudgedRow, type Verdict } from './judge.ts'
import { merge } from './merge.ts'
import type { Model } from './model.ts'
import { patchArbitrary } from './testing/arbitraries.ts'
import { clientWins, create, lww, manual, NOW, remove, row, serverWins, update } from './testing/judging.ts'
import { applyPatch, type Data, type Patch, sameData, sameValue, valueAt } from './value.ts'

const model = fc.constantFrom<Model>(manual, serverWins, clientWins, lww)

/** One change of a history: what it does, how many versions behind it was made, and how many seconds before it arrived. */
const step = fc.record({
  op: fc.constantFrom('update', 'update', 'update', 'update', 'delete', 'create'),
  patch: patchArbitrary,
  behind: fc.integer({ min: -1, max: 4 }),
  ageSeconds: fc.integer({ min: 0, max: 5 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

interface Judged {
  readonly change: Change
  readonly before: JudgedRow | undefined
  readonly verdict: Verdict
  readonly after: JudgedRow | undefined
  /** Every version that the row has had, for what a device at that version sees. */
  readonly seen: ReadonlyMap<number, JudgedRow>
  readonly again: () => Verdict
}

it('[WP17] a version moves by exactly 1 per change that changes something, else nothing moves', () => {
  everyChange(({ before, after, verdict }) => {
    const changed = verdict.kind === 'applied' || (verdict.kind === 'overridden' && verdict.changed)
    expect(after?.version ?? 0).toBe((before?.version ?? 0) + (changed ? 1 : 0))
    expect(changed || after === before).toBe(true)
    const sameValues = sameData(before?.data ?? {}, after?.data ?? {}) && before?.deleted === after?.deleted
    expect(changed && sameValues).toBe(false)
    expect('version' in verdict ? verdict.version : (before?.version ?? 0)).toBe(before?.version ?? 0)
  })
})

it('[WP17] the same change judged once more changes nothing', () => {
  everyChange(({ change, before, verdict, again }) => {
    // A version from the future may be the row's own by the second time.
    if (change.version > (before?.version ?? 0)) return
    expect(again()).toMatchObject(
      verdict.kind === 'applied'
        ? { kind: 'unchanged' }
        : verdict.kind === 'overridden'
          ? { kind: 'overridden', changed: false }
          : verdict,
    )
  })
})

it('[WP12] without merged the row is what the device computed from what it saw', () => {
  everyChange(({ change, verdict, after, seen }) => {
    const base = seen.get(change.version)
    if (change.op !== 'update' || !base) return
    if ((verdict.kind !== 'applied' && verdict.kind !== 'unchanged') || verdict.merged) return
    expect(sameData(after?.data ?? {}, applyPatch(base.data, change.data))).toBe(true)
  })
})

it('[WP14] a field that no later version set is never in conflict, lost or beaten', () => {
  everyChange(({ change, verdict, before, seen }) => {
    if (change.op !== 'update' || !before || change.version > before.version) return
    const asked = 'conflicts' in verdict ? verdict.conflicts : []
    const lost = 'lost' in verdict ? Object.keys(verdict.lost) : []
    const beaten = 'beaten' in verdict ? Object.keys(verdict.beaten) : []
    for (const field of [...asked, ...lost, ...beaten]) {
      const values = [...seen]
        .filter(([version]) => version >= change.version)
        .map(([, then]) => valueAt(then.data, field))
      const untouched = values.every((value) => sameValue(value, values[0]))
      const restored = [...seen].some(([version, then]) => version >= change.version && then.deleted)
      expect(untouched && !restored && seen.has(change.version)).toBe(false)
    }
  })
})

it('[WP14] [F50] disjoint edits on one base commute, and both survive', () => {
  fc.assert(
    fc.property(model, fullRow(), patchArbitrary, patchArbitrary, (kind, start, one, other) => {
      const two = Object.fromEntries(Object.entries(other).filter(([field]) => !Object.hasOwn(one, field)))
      const orders = [applyAll(kind, start, [one, two]), applyAll(kind, start, [two, one])]
      for (const end of orders) expect(sameData(end.data, applyPatch(applyPatch(start.data, one), two))).toBe(true)
    }),
  )
})

it('[WP15] lww: of edits on one base the newest wins in any order of arrival', () => {
  const edits = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 2, maxLength: 4 })
  fc.assert(
    fc.property(edits, (ages) => {
      const end = ages.reduce<JudgedRow>(
        (now, age) => {
          const verdict = judge(
            lww,
            now,
            update(1, { newest: `edited ${age} s ago` }, NOW - age * 1_000),
            arriving(NOW),
          )
          return verdict.kind === 'applied' ? verdict.row : now
        },
        row({ name: 'a' }),
      )
      expect(end.data.newest).toBe(`edited ${Math.min(...ages)} s ago`)
    }),
  )
})

it('[WP16] what a person decides after a conflict is applied as decided, if nothing moved meanwhile', () => {
  fc.assert(
    fc.property(fullRow(), patchArbitrary, patchArbitrary, (start, theirs, ours) => {
      const server = applyAll(manual, start, [theirs])
      const verdict = judge(manual, server, update(1, ours), arriving(NOW))
      if (verdict.kind !== 'conflict') return
      const { patch, conflicts } = merge(start.data, ours, server.data)
      const mine: Patch = { ...patch, ...Object.fromEntries(conflicts.map(({ field, ours: value }) => [field, value])) }
      const resolved = judge(manual, server, update(server.version, mine), arriving(NOW))
      const after = resolved.kind === 'applied' ? resolved.row : server
      expect(['applied', 'unchanged']).toContain(resolved.kind)
      expect(sameData(after.data, applyPatch(server.data, mine))).toBe(true)
    }),
  )
})

it('[WP14] a device that merges finds a conflict only where the judge found one', () => {
  fc.assert(
    fc.property(fullRow(), patchArbitrary, patchArbitrary, (start, theirs, ours) => {
      const server = applyAll(manual, start, [theirs])
      const verdict = judge(manual, server, update(1, ours), arriving(NOW))
      const asked = merge(start.data, ours, server.data).conflicts.map(({ field }) => field)
      const manualOnly = asked.filter((field) => !['ours', 'theirs', 'newest'].includes(field))
      expect(verdict.kind === 'conflict' ? verdict.conflicts : []).toEqual(expect.arrayContaining(manualOnly))
    }),
  )
})

/** Runs random histories of one record and hands every change of them to `check`. Inputs are frozen: the judge is pure. */
function everyChange(check: (judged: Judged) => void): void {
  fc.assert(
    fc.property(model, fc.array(step, { minLength: 1, maxLength: 12 }), (kind, steps) => {
      const seen = new Map<number, JudgedRow>()
      let before: JudgedRow | undefined
      for (const [minute, one] of steps.entries()) {
        const nowMs = NOW + minute * 60_000
        const change = toChange(one, before?.version ?? 0, nowMs)
        const verdict = judge(kind, before, deepFreeze(change), arriving(nowMs))
        const after = 'row' in verdict ? deepFreeze(verdict.row) : before
        if (after) seen.set(after.version, after)
        check({ change, before, verdict, after, seen, again: () => judge(kind, after, change, arriving(nowMs)) })
        before = after
      }
    }),
    { numRuns: 500 },
  )
}

function toChange({ op, patch, behind, ageSeconds }: Step, version: number, nowMs: number): Change {
  const base = Math.max(0, version - behind)
  const editedMs = nowMs - ageSeconds * 60_000
  if (op === 'create') return create(patch, base)
  return op === 'delete' ? remove(base, editedMs) : update(base, patch, editedMs)
}

function arriving(nowMs: number) {
  return { by: 'Ben', nowMs, sentAtMs: nowMs }
}

/** A row at version 1. */
function fullRow(): fc.Arbitrary<JudgedRow> {
  return patchArbitrary.map((patch) => row(applyPatch({}, patch)))
}

/** Patches that were all made on version 1, arriving one after the other. */
function applyAll(kind: Model, start: JudgedRow, patches: readonly Patch[]): JudgedRow {
  return patches.reduce((now, patch) => {
    const verdict = judge(kind, now, update(1, patch), arriving(NOW))
    return verdict.kind === 'applied' ? verdict.row : now
  }, start)
}

function deepFreeze<T extends Change | JudgedRow>(value: T): T {
  const data: Data | Patch = value.data
  Object.values(data).forEach((member) => Object.freeze(member))
  Object.freeze(data)
  return Object.freeze(value)
}
