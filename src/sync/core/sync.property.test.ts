import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, type Patch, type Value } from '../../../contract/value.ts'
import type { PushResult } from '../../../contract/wire/push.ts'
import type { PersonsDecision } from './resolve.ts'
import { createMemoryServer, type MemoryServer } from './testing/memory-server.ts'
import { testModels } from './testing/models.ts'
import { TestDevice } from './testing/test-device.ts'
import type { ParkedEntry, RecordKey, SealedEntry, ServerRow, VisibleRow } from './types.ts'

const RECORDS: readonly RecordKey[] = [
  { model: 'houses', id: 'h1' },
  { model: 'houses', id: 'h2' },
  { model: 'rooms', id: 'r1' },
  { model: 'visits', id: 'v1' },
  { model: 'keys', id: 'k1' },
]
const FIELDS: { readonly [model: string]: readonly string[] } = {
  houses: ['name', 'note', 'mine', 'theirs', 'newest', 'tags'],
  rooms: ['name', 'asked', 'house'],
  visits: ['name', 'note'],
  keys: ['name', 'note'],
}

const device = fc.nat(2)
const record = fc.nat(RECORDS.length - 1)
const edit = fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { minLength: 1, maxLength: 3 })
const action = fc.oneof(
  fc.record({ kind: fc.constant('create' as const), device, record, edit }),
  fc.record({ kind: fc.constant('openForm' as const), device, record }),
  fc.record({ kind: fc.constant('saveForm' as const), device, edit }),
  fc.record({ kind: fc.constant('update' as const), device, record, edit }),
  fc.record({ kind: fc.constant('update' as const), device, record, edit }),
  fc.record({ kind: fc.constant('remove' as const), device, record }),
  fc.record({ kind: fc.constantFrom('fold', 'send', 'apply', 'lose', 'pull', 'drain'), device }),
  fc.record({ kind: fc.constantFrom('seal', 'send', 'apply', 'pull', 'drain'), device }),
  fc.record({ kind: fc.constant('decide' as const), device, choice: fc.nat(11) }),
  fc.record({ kind: fc.constant('tick' as const), ms: fc.nat(5000) }),
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

/** Three devices, one server; whatever is not committed is lost with a kill, which is an action never followed up. */
class World {
  readonly server: MemoryServer
  readonly devices: readonly TestDevice[]
  private readonly forms: (VisibleRow | undefined)[] = []
  private readonly batches: (readonly SealedEntry[])[] = []
  private readonly answers: (readonly PushResult[])[] = []
  private nowMs = Date.UTC(2026, 10, 20)

  constructor() {
    const now = () => this.nowMs++
    this.server = createMemoryServer(testModels, now)
    this.devices = ['Ana', 'Ben', 'Olu'].map((name) => new TestDevice(testModels, name, now))
  }

  run(act: Action): void {
    if (act.kind === 'tick') return void (this.nowMs += act.ms)
    const it = this.deviceAt(act.device)
    switch (act.kind) {
      case 'create': {
        const key = keyAt(act.record)
        if (!it.see(key)) it.create(key, { ...required(key), ...withoutNull(patchOf(key.model, act.edit)) })
        return
      }
      case 'openForm':
        this.forms[act.device] = it.see(keyAt(act.record))
        return
      case 'saveForm': {
        const seen = this.forms[act.device]
        if (seen) it.update(seen, patchOf(seen.model, act.edit))
        this.forms[act.device] = undefined
        return
      }
      case 'update': {
        const seen = it.see(keyAt(act.record))
        if (seen) it.update(seen, patchOf(seen.model, act.edit))
        return
      }
      case 'remove': {
        const seen = it.see(keyAt(act.record))
        if (seen) it.remove(seen)
        return
      }
      case 'fold':
        return it.foldAll()
      case 'seal':
        this.batches[act.device] = it.sealBatch(2)
        return
      case 'send':
        this.answers[act.device] = it.send(this.server, this.batches[act.device] ?? [])
        return
      case 'apply':
        it.apply(this.answers[act.device] ?? [])
        return
      case 'lose':
        this.answers[act.device] = []
        return
      case 'pull':
        return it.pull(this.server)
      case 'drain':
        return this.drain(it)
      case 'decide':
        return decideOne(it, act.choice)
    }
  }

  /** Everybody sends, answers questions and pulls until nothing moves. */
  settle(choice: number): void {
    for (let round = 0; round < 30; round++) {
      const before = this.text()
      for (const it of this.devices) {
        this.drain(it)
        decideOne(it, choice + round)
        this.drain(it)
      }
      if (before === this.text()) return
    }
    throw new Error(`does not settle: ${JSON.stringify(this.devices.map((it) => it.outbox()))}`)
  }

  drain(it: TestDevice): void {
    for (let i = 0; i < 20; i++) {
      const batch = it.sealBatch(3)
      if (batch.length === 0) break
      it.apply(it.send(this.server, batch))
    }
    it.pull(this.server)
  }

  /** What the first device shows. */
  see() {
    return RECORDS.map((key) => this.deviceAt(0).see(key)?.data)
  }

  text(): string {
    return canonicalJson([this.server.pull(0), this.devices.map((it) => [it.outbox(), it.mirror()])])
  }

  private deviceAt(index: number): TestDevice {
    const it = this.devices[index]
    if (!it) throw new Error('no such device')
    return it
  }
}

function keyAt(index: number): RecordKey {
  const key = RECORDS[index]
  if (!key) throw new Error('no such record')
  return key
}

function patchOf(model: string, edits: readonly (readonly [number, number])[]): Patch {
  const names = FIELDS[model] ?? []
  return Object.fromEntries(
    edits.map(([field, value]) => {
      const name = names[field % names.length] ?? 'name'
      return [name, valueFor(name, value)]
    }),
  )
}

function valueFor(field: string, value: number): Value | null {
  if (field === 'house') return value % 2 === 0 ? 'h1' : 'h2'
  if (field === 'tags') return value === 0 ? null : ([['a'], ['b'], ['b', 'a']][value - 1] ?? null)
  return value === 0 && field !== 'name' ? null : `${field}${value}`
}

function withoutNull(patch: Patch) {
  return Object.fromEntries(Object.entries(patch).filter((pair): pair is [string, Value] => pair[1] !== null))
}

function required({ model }: RecordKey) {
  return model === 'rooms' ? { house: 'h1' } : { name: 'new' }
}

function decideOne(it: TestDevice, choice: number): void {
  const entry = it.parked()[0]
  if (entry) it.decide(entry, decisionFor(entry, choice)) || it.decide(entry, { kind: 'discard' })
}

function decisionFor({ reason, op, patch }: ParkedEntry, choice: number): PersonsDecision {
  if (choice % 3 === 0) return { kind: 'discard' }
  if (reason.kind === 'deleted' || (reason.kind === 'conflict' && op === 'delete')) return { kind: 'insist' }
  if (reason.kind !== 'conflict') return { kind: choice % 3 === 1 ? 'retry' : 'discard' }
  const chosen = reason.fields.map((field) => [
    field,
    (choice % 2 === 0 ? patch[field] : reason.serverData[field]) ?? null,
  ])
  return { kind: 'merge', values: Object.fromEntries(chosen) }
}

const sorted = (rows: readonly ServerRow[]) =>
  rows.map(({ model, id, version, data }) => canonicalJson({ model, id, version, data })).sort()
const contents = (rows: readonly ServerRow[]) =>
  rows.map(({ model, id, data }) => canonicalJson({ model, id, data })).sort()

const history = fc.array(action, { minLength: 10, maxLength: 80, size: 'max' })
const RUNS = { numRuns: Number(process.env['SATCHEL_RUNS'] ?? 150) }
const PATIENT = { timeout: 600_000 }

describe('the law of sync, whatever happens', PATIENT, () => {
  it('[SQ13] any interleaving of edit, seal, answer, pull and kill keeps the invariants and ends equal everywhere', () => {
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
