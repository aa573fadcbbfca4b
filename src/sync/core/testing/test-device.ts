import type { Registry } from '../../../../contract/registry.ts'
import { applyPatch, type Data, type Patch, sameValue, type Value, valueAt } from '../../../../contract/value.ts'
import type { PushResult } from '../../../../contract/wire/push.ts'
import { answer } from '../answer.ts'
import { fold } from '../fold.ts'
import { plan } from '../order.ts'
import { policyFor } from '../policy.ts'
import { receive } from '../receive.ts'
import { recordName } from '../record-name.ts'
import { type Fact, type RecordState, type Transition, writesOf } from '../record-state.ts'
import { recover } from '../recover.ts'
import { liveData, replay } from '../replay.ts'
import { decide, type PersonsDecision } from '../resolve.ts'
import { seal } from '../seal.ts'
import type {
  ArchivedChange,
  Entry,
  ParkedEntry,
  RecordKey,
  SavedEntry,
  SealedEntry,
  ServerRow,
  VisibleRow,
} from '../types.ts'
import type { MemoryServer } from './memory-server.ts'

/** What the person last saved in a field (or by a delete), until a recorded reason takes it away. */
type Claims = Map<string, Value | null>
const DELETED = '(deleted)'

/** Record and field → the values that its person may replace. */
export type Known = ReadonlyMap<string, readonly (Value | null)[]>

/**
 * A device whose whole state is what its transactions committed, so that a kill at any step is simply the next step never taken.
 * Every transaction checks the invariants of SQ13.
 */
export class TestDevice {
  readonly name: string
  readonly log: Fact[] = []
  private readonly models: Registry
  private readonly nowMs: () => number
  private readonly rows = new Map<string, ServerRow>()
  private readonly overlay = new Map<string, VisibleRow | null>()
  private readonly claims = new Map<string, Claims>()
  private readonly sealedText = new Map<number, string>()
  /** Record and field → the values that the person may replace: those shown when it was last edited or decided, and own ones. */
  private readonly known = new Map<string, (Value | null)[]>()
  /** What questions have shown, by record. */
  private readonly asked: [string, Data][] = []
  private entries: Entry[] = []
  private archive: ArchivedChange[] = []
  private nextKey = 1
  private nextMutationId = 1
  private since = 0

  constructor(models: Registry, name: string, nowMs: () => number) {
    this.models = models
    this.name = name
    this.nowMs = nowMs
  }

  outbox(): readonly Entry[] {
    return this.entries
  }

  mirror(): ServerRow[] {
    return [...this.rows.values()].filter(({ deleted }) => !deleted)
  }

  see(key: RecordKey): VisibleRow | undefined {
    const text = recordName(key)
    if (this.overlay.has(text)) return this.overlay.get(text) ?? undefined
    const row = this.rows.get(text)
    const data = liveData(row)
    return row && data
      ? { ...key, version: row.version, data, updatedAt: row.updatedAt, updatedBy: row.updatedBy }
      : undefined
  }

  private hasSeen(key: RecordKey, field: string, value: Value | null): boolean {
    return this.known.get(`${recordName(key)}.${field}`)?.some((one) => sameValue(one, value)) ?? false
  }

  create(key: RecordKey, data: Data): void {
    this.learn(key, Object.keys(data), {}, data)
    this.save(key, { op: 'create', patch: data, base: { version: 0, values: {} } }, data, 0)
  }

  /** What a person knows who sees a record with changes of their own: what those were made over, too. */
  knownOf(key: RecordKey): Known {
    return this.state(key).entries.length > 0 ? new Map(this.known) : new Map()
  }

  /** @param knew when the form was opened; a question may have been answered meanwhile */
  update(seen: VisibleRow, fields: Patch, knew?: Known): void {
    const names = Object.keys(fields).filter((field) => !sameValue(valueAt(fields, field), valueAt(seen.data, field)))
    if (names.length === 0) return
    const patch = Object.fromEntries(names.map((field) => [field, valueAt(fields, field)]))
    const values = Object.fromEntries(Object.entries(seen.data).filter(([field]) => names.includes(field)))
    const base = { version: seen.version, values }
    this.learn(seen, names, seen.data, patch)
    for (const field of knew ? names : []) {
      const name = `${recordName(seen)}.${field}`
      const asked = this.asked.filter(([text]) => text === recordName(seen)).map(([, data]) => valueAt(data, field))
      this.known.set(name, [...(this.known.get(name) ?? []), ...(knew?.get(name) ?? []), ...asked])
    }
    this.save(seen, { op: 'update', patch, base }, applyPatch(seen.data, patch), seen.version)
  }

  remove(seen: VisibleRow): void {
    this.learn(seen, Object.keys(this.models.get(seen.model)?.fields ?? {}), seen.data)
    this.save(seen, { op: 'delete', patch: {}, base: { version: seen.version, values: seen.data } }, null, seen.version)
  }

  foldAll(): void {
    for (const key of this.entries.filter(({ kind }) => kind === 'saved')) {
      this.commit(key, fold(this.models, this.state(key)))
    }
  }

  /** Everything that may leave now, sealed and stored. */
  sealBatch(changesMax: number): SealedEntry[] {
    this.foldAll()
    const { batch } = plan(this.models, this.entries, { changesMax, bytesMax: 1_000_000 })
    return batch.map((entry) => {
      if (entry.kind === 'sealed') return entry
      const sealed = seal(entry, this.nextMutationId++)
      this.entries = this.entries.map((other) => (other.key === entry.key ? sealed : other))
      return sealed
    })
  }

  send(server: MemoryServer, batch: readonly SealedEntry[]): PushResult[] {
    return batch.flatMap((entry) => {
      const before = server.live().find((row) => recordName(row) === recordName(entry))
      const results = server.push({ deviceId: this.name, by: this.name, sentAtMs: this.nowMs() }, [entry.body])
      const after = server.live().find((row) => recordName(row) === recordName(entry))
      if (before) this.checkReplaced(entry, before, after)
      return results
    })
  }

  apply(results: readonly PushResult[]): void {
    for (const result of results) {
      const id = result.mutation_id ?? 0
      const sealed = this.entries.find((entry) => entry.kind === 'sealed' && entry.mutationId === id)
      if (!sealed) continue
      const context = { at: this.time(), by: this.name, outbox: this.entries }
      this.commit(sealed, answer(this.models, this.state(sealed), id, result, context))
    }
  }

  pull(server: MemoryServer): void {
    const { rows, head } = server.pull(this.since)
    for (const row of rows) this.commit(row, receive(this.models, this.state(row), row))
    this.since = head
  }

  /** 409: the snapshot of another history takes the mirror's place. */
  recoverFrom(server: MemoryServer): void {
    const before = new Map(this.rows)
    const { head } = server.pull(0)
    this.rows.clear()
    for (const row of server.live()) this.rows.set(recordName(row), row)
    const keys = new Map([...this.entries, ...this.archive].map((key) => [recordName(key), key]))
    for (const [text, key] of keys) {
      const archived = this.archive.filter((change) => recordName(change) === text)
      this.claims.delete(text)
      // Every value that its own changes saw or set is known to it.
      const values = [...archived, ...this.state(key).entries].flatMap(({ patch, base }) => [patch, base.values])
      this.learn(key, Object.keys(this.models.get(key.model)?.fields ?? {}), ...values)
      this.commit(key, recover(this.models, this.state(key), archived, before.get(text)))
    }
    this.since = head
  }

  parked(): ParkedEntry[] {
    return this.entries.filter((entry) => entry.kind === 'parked')
  }

  decide(entry: Entry, decision: PersonsDecision): boolean {
    const decided = decide(this.models, this.state(entry), entry.key, decision, this.time())
    if (decided.kind === 'decided') {
      const shown = entry.kind === 'parked' && entry.reason.kind === 'conflict' ? entry.reason.serverData : {}
      const chosen = decision.kind === 'merge' ? decision.values : {}
      this.learn(entry, Object.keys(this.models.get(entry.model)?.fields ?? {}), shown, chosen)
      this.asked.push([recordName(entry), shown])
      this.commit(entry, decided.transition)
    }
    return decided.kind === 'decided'
  }

  private learn(key: RecordKey, fields: readonly string[], ...shown: readonly (Data | Patch)[]): void {
    const isPending = this.state(key).entries.length > 0
    for (const field of fields) {
      const name = `${recordName(key)}.${field}`
      const before = isPending ? (this.known.get(name) ?? []) : []
      this.known.set(name, [...before, ...shown.map((data) => valueAt(data, field))])
    }
  }

  private save(
    { model, id }: RecordKey,
    change: Pick<SavedEntry, 'op' | 'patch' | 'base'>,
    data: Data | null,
    version: number,
  ): void {
    const [key, editedAt] = [{ model, id }, this.time()]
    const about = { kind: 'saved', key: this.nextKey++, schema: 1, editedAt, attempts: 0 } as const
    this.entries = [...this.entries, { ...key, ...change, ...about }]
    this.overlay.set(recordName(key), data && { ...key, version, data, updatedAt: editedAt, updatedBy: '' })
    const claims: Claims = data === null ? new Map() : new Map(this.claims.get(recordName(key)))
    claims.delete(DELETED)
    if (data === null) claims.set(DELETED, true)
    // In a record that only this device knows, a cleared field is no value at all.
    const isNew = this.state(key).entries.some(({ op }) => op === 'create')
    const sent = this.state(key).entries.find(({ kind, op }) => kind === 'sealed' && op !== 'delete')
    const known = liveData(this.rows.get(recordName(key))) ?? {}
    for (const [field, value] of Object.entries(change.patch)) {
      // What is back at the server's value, with no other under way, is no change.
      const isBack = !Object.hasOwn(sent?.patch ?? {}, field) && sameValue(value, valueAt(known, field))
      if (isBack || (isNew && value === null)) claims.delete(field)
      else claims.set(field, value)
    }
    this.claims.set(recordName(key), claims)
  }

  private state(key: RecordKey): RecordState {
    const entries = this.entries.filter((entry) => recordName(entry) === recordName(key))
    return { row: this.rows.get(recordName(key)), entries }
  }

  private commit(key: RecordKey, after: Transition): void {
    const before = this.state(key)
    const text = recordName(key)
    const writes = writesOf(before, after)
    for (const row of writes.rows) this.rows.set(text, row)
    const put = new Map(writes.putEntries.map((entry) => [entry.key, entry]))
    const added = writes.addEntries.map((entry): Entry => ({ ...entry, key: this.nextKey++ }))
    const kept = this.entries.filter((entry) => !writes.deleteEntries.includes(entry.key))
    this.entries = [...kept.map((entry) => put.get(entry.key) ?? entry), ...added].sort((a, b) => a.key - b.key)
    if (writes.visible === undefined) this.overlay.delete(text)
    else this.overlay.set(text, writes.visible)
    this.archive = [...this.archive, ...after.archive]
    this.log.push(...after.facts)
    this.check(key, before, after)
  }

  private check(key: RecordKey, before: RecordState, after: Transition): void {
    const now = this.state(key)
    const fail = (why: string): never => {
      throw new Error(`${this.name} ${recordName(key)}: ${why} ${JSON.stringify({ before, after }, null, 1)}`)
    }
    const count = (kind: Entry['kind']) => now.entries.filter((entry) => entry.kind === kind).length
    if (count('sealed') > 1 || count('open') + count('parked') > 1) fail('more than one entry of a kind')
    if ((now.row?.version ?? 0) < (before.row?.version ?? 0)) fail('the shadow went back')
    for (const entry of now.entries) {
      if (entry.kind !== 'sealed') continue
      const text = JSON.stringify([entry.key, entry.op, entry.patch, entry.base, entry.body])
      if ((this.sealedText.get(entry.mutationId) ?? text) !== text) fail('a sealed entry changed')
      this.sealedText.set(entry.mutationId, text)
    }
    const seen = replay(now)
    const overlay = this.overlay.get(recordName(key))
    if (count('saved') === 0 && JSON.stringify(seen) !== JSON.stringify(overlay)) fail('not shadow + replay')
    this.checkClaims(key, after, fail)
  }

  /** Where people are asked, nothing is replaced that this person had not seen. */
  private checkReplaced(key: RecordKey, before: ServerRow, after: ServerRow | undefined): void {
    const model = this.models.get(key.model)
    for (const field of Object.keys(model?.fields ?? {})) {
      const [was, now] = [valueAt(before.data, field), after ? valueAt(after.data, field) : null]
      const policy = policyFor(this.models, key.model, after ? field : undefined)
      if (policy !== 'manual' || sameValue(was, now) || this.hasSeen(key, field, was)) continue
      throw new Error(`${this.name} ${recordName(key)}: ${field} ${String(was)} was replaced unseen by ${String(now)}`)
    }
  }

  /** An edit is readable by its author until a recorded reason removes it. */
  private checkClaims(key: RecordKey, after: Transition, fail: (why: string) => never): void {
    const claims = this.claims.get(recordName(key))
    if (!claims) return
    const isReason = (fact: Fact) =>
      ['overwritten', 'discarded', 'resolved', 'settled', 'cancelled'].includes(fact.kind)
    if (after.archive.length > 0 || after.facts.some(isReason)) return void this.claims.delete(recordName(key))
    const data = this.see(key)?.data
    for (const [field, value] of claims) {
      if (field === DELETED ? data !== undefined : !data || !sameValue(valueAt(data, field), value)) {
        fail(`the edit of ${field} is not readable`)
      }
    }
  }

  private readonly time = (): string => new Date(this.nowMs()).toISOString()
}
