import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../contract/value.ts'
import { action, edit, FIELDS, valueFor, World } from './testing/world.ts'
import type { ServerRow } from './types.ts'

const sorted = (rows: readonly ServerRow[]) =>
  rows.map(({ model, id, version, data }) => canonicalJson({ model, id, version, data })).sort()
const contents = (rows: readonly ServerRow[]) =>
  rows.map(({ model, id, data }) => canonicalJson({ model, id, data })).sort()

const history = fc.array(action, { minLength: 10, maxLength: 80, size: 'max' })
/** `SATCHEL_RUNS=10000` looks longer than every commit does. */
const RUNS = { numRuns: Number(process.env['SATCHEL_RUNS'] ?? 150) }
const PATIENT = { timeout: 600_000 }

describe('the law of sync, whatever happens', PATIENT, () => {
  it('[SQ13] [F20] any interleaving of edit, seal, answer, pull and kill keeps the invariants and ends equal everywhere', () => {
    fc.assert(
      fc.property(history, fc.nat(11), (actions, choice) => {
        const world = new World()
        for (const act of actions) world.run(act)
        world.settle(choice)
        for (const it of world.devices) {
          expect(it.outbox()).toEqual([])
          expect(sorted(it.mirror())).toEqual(sorted(world.server.live()))
        }
        const before = world.text()
        world.settle(choice)
        expect(world.text()).toBe(before)
      }),
      RUNS,
    )
  })

  // Without references: a parent deleted before its child is sent is another story than one deleted after it.
  const alone = fc.record({ device: fc.constant(0), record: fc.constantFrom(0, 1, 3, 4), edit })
  const own = fc.oneof(
    alone.map((act) => ({ ...act, kind: 'create' as const })),
    alone.map((act) => ({ ...act, kind: 'update' as const })),
    alone.map((act) => ({ ...act, kind: 'remove' as const })),
  )

  it('[SQ14] fold, then apply = apply one by one', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(own, fc.boolean()), { maxLength: 25, size: 'max' }), (edits) => {
        const [folded, single] = [new World(), new World()]
        for (const [act, foldsNow] of edits) {
          folded.run(act)
          if (foldsNow) folded.run({ kind: 'fold', device: 0 })
          single.run(act)
          single.run({ kind: 'drain', device: 0 })
        }
        folded.run({ kind: 'drain', device: 0 })
        expect(contents(folded.server.live())).toEqual(contents(single.server.live()))
        expect(folded.see()).toEqual(single.see())
      }),
      RUNS,
    )
  })

  const step = fc.constantFrom('seal', 'send', 'apply', 'lose', 'pull', 'fold')
  const forms = alone.chain((act) =>
    fc.constantFrom({ ...act, kind: 'openForm' as const }, { ...act, kind: 'saveForm' as const }),
  )

  it('[SQ15] [F18] who is alone is never asked, whatever is under way when they edit', () => {
    const acts = fc.array(
      fc.oneof(
        own,
        own,
        forms,
        step.map((kind) => ({ kind, device: 0 })),
      ),
      { maxLength: 60, size: 'max' },
    )
    fc.assert(
      fc.property(acts, (actions) => {
        const world = new World()
        for (const act of actions) {
          // A form that is older than the row would be a question to anybody, and one of a deleted record too: close it.
          if (['apply', 'pull', 'remove'].includes(act.kind)) world.run({ kind: 'saveForm', device: 0, edit: [] })
          world.run(act)
          expect(world.devices[0]?.parked()).toEqual([])
        }
        world.run({ kind: 'fold', device: 0 })
        const before = world.see()
        world.run({ kind: 'drain', device: 0 })
        expect(world.devices[0]?.outbox()).toEqual([])
        expect(world.see()).toEqual(before)
      }),
      RUNS,
    )
  })

  it('[RB15] [F50] edits of different fields by three devices all survive, in any order, without a question', () => {
    const fields = ['name', 'note', 'theirs'] as const
    const one = fc.record({
      value: fc.nat(3),
      steps: fc.array(fc.constantFrom('seal', 'send', 'apply', 'lose', 'pull')),
    })
    fc.assert(
      fc.property(fc.tuple(one, one, one), fc.infiniteStream(fc.nat(2)), ([a, b, c], order) => {
        const world = new World()
        world.run({ kind: 'create', device: 0, record: 0, edit: [] })
        for (const device of [0, 1, 2]) world.run({ kind: 'drain', device })
        const plans = [a, b, c].map(({ value, steps }, device) => {
          world.run({
            kind: 'update',
            device,
            record: 0,
            edit: [[FIELDS['houses']?.indexOf(fields[device] ?? '') ?? 0, value]],
          })
          return [...steps]
        })
        while (plans.some((steps) => steps.length > 0)) {
          const device = order.next().value
          const kind = plans[device]?.shift()
          if (kind) world.run({ kind, device })
        }
        for (const device of [0, 1, 2, 0, 1, 2]) world.run({ kind: 'drain', device })
        const expected = [a, b, c].flatMap(({ value }, device) => {
          const field = fields[device] ?? 'name'
          const set = valueFor(field, value)
          return set === null ? [] : [[field, set]]
        })
        expect(world.server.live()).toMatchObject([{ data: Object.fromEntries(expected) }])
        expect(world.devices.flatMap((it) => it.outbox())).toEqual([])
      }),
      RUNS,
    )
  })

  it('[RC9] [F43] [WP24] whatever a restored server lost, three devices bring back, without a question where each wrote its own', () => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 10, maxLength: 60, size: 'max' }), fc.nat(100), (actions, lost) => {
        const world = new World()
        // Everybody has an own record; rooms refer to a house of somebody else, so they would wait for each other's recovery.
        const apart = actions.filter((act) => !('record' in act) || [0, 1, 3].indexOf(act.record) === act.device)
        for (const act of apart) world.run(act)
        world.settle(0)
        world.settle(0)
        const before = contents(world.server.live())
        world.server.restore(Math.floor((world.server.head() * lost) / 100))
        for (const it of world.devices) it.recoverFrom(world.server)
        const questions = world.devices.flatMap((it) => it.parked())
        world.settle(0)
        expect(questions).toEqual([])
        expect(contents(world.server.live())).toEqual(before)
        for (const it of world.devices) expect(contents(it.mirror())).toEqual(before)
      }),
      RUNS,
    )
  })
})
