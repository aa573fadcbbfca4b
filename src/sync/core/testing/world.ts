import * as fc from 'fast-check'
import { canonicalJson, type Patch, type Value } from '../../../../contract/value.ts'
import type { PushResult } from '../../../../contract/wire/push.ts'
import type { PersonsDecision } from '../resolve.ts'
import { createMemoryServer, type MemoryServer } from './memory-server.ts'
import { testModels } from './models.ts'
import { type Known, TestDevice } from './test-device.ts'
import type { ParkedEntry, RecordKey, SealedEntry, VisibleRow } from '../types.ts'

const RECORDS: readonly RecordKey[] = [
  { model: 'houses', id: 'h1' },
  { model: 'houses', id: 'h2' },
  { model: 'rooms', id: 'r1' },
  { model: 'visits', id: 'v1' },
  { model: 'keys', id: 'k1' },
]
export const FIELDS: { readonly [model: string]: readonly string[] } = {
  houses: ['name', 'note', 'mine', 'theirs', 'newest', 'tags'],
  rooms: ['name', 'asked', 'house'],
  visits: ['name', 'note'],
  keys: ['name', 'note'],
}

export const device = fc.nat(2)
/** Most of it happens in one record: there the edits meet. */
export const record = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(RECORDS.length - 1) },
)
export const edit = fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { minLength: 1, maxLength: 3 })
export const action = fc.oneof(
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
export type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

/** Three devices, one server; whatever is not committed is lost with a kill, which is an action never followed up. */
export class World {
  readonly server: MemoryServer
  readonly devices: readonly TestDevice[]
  private readonly forms: { readonly seen: VisibleRow | undefined; readonly knew: Known }[] = []
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
        this.forms[act.device] = { seen: it.see(keyAt(act.record)), knew: it.knownOf(keyAt(act.record)) }
        return
      case 'saveForm': {
        const { seen, knew } = this.forms[act.device] ?? {}
        if (seen) it.update(seen, patchOf(seen.model, act.edit), knew)
        delete this.forms[act.device]
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

export function valueFor(field: string, value: number): Value | null {
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
  if (entry && !it.decide(entry, decisionFor(entry, choice))) it.decide(entry, { kind: 'discard' })
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
