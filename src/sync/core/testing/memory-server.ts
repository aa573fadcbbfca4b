import type { Change } from '../../../../contract/change.ts'
import { judge, type JudgedRow, type Verdict } from '../../../../contract/judge.ts'
import { referencesOf } from '../../../../contract/model.ts'
import type { Registry } from '../../../../contract/registry.ts'
import { isValidPatch, validateRecord } from '../../../../contract/validate.ts'
import { applyPatch } from '../../../../contract/value.ts'
import type { PushResult, SentChange } from '../../../../contract/wire/push.ts'
import { recordName } from '../record-name.ts'
import type { RecordKey, ServerRow } from '../types.ts'

interface StoredRow extends RecordKey {
  readonly seq: number
  readonly row: JudgedRow
  readonly by: string
  readonly atMs: number
}

interface Sending {
  readonly deviceId: string
  readonly by: string
  readonly sentAtMs: number
}

/** A server in memory, as small as the law of sync lets it be: the contract's judge, stored results, one dense counter. */
export interface MemoryServer {
  push(sending: Sending, bodies: readonly string[]): PushResult[]
  /** Rows whose seq is above `since`, by seq. */
  pull(since: number): { readonly rows: ServerRow[]; readonly head: number }
  live(): ServerRow[]
  /** Another history: everything after that seq never happened. */
  restore(toSeq: number): void
  head(): number
}

export function createMemoryServer(models: Registry, nowMs: () => number): MemoryServer {
  let log: StoredRow[] = []
  let results = new Map<string, { readonly body: string; readonly result: PushResult; readonly seq: number }>()
  const current = (key: RecordKey) => log.findLast((stored) => recordName(stored) === recordName(key))
  const latest = () => [...new Map(log.map((stored) => [recordName(stored), stored])).values()]

  const judgeOne = ({ by, sentAtMs }: Sending, body: string): PushResult => {
    // What the law of sync sent: typed by seal.ts.
    const sent = JSON.parse(body) as SentChange
    const model = models.get(sent.model)
    const data = sent.data ?? {}
    if (!model) return { ok: false, code: 'UNKNOWN_MODEL', message: '' }
    if (!isValidPatch(model, data)) return { ok: false, code: 'INVALID', message: '', fields: {} }
    const { op, id, version } = sent
    const change: Change = { op, model: sent.model, id, version, data, editedAtMs: Date.parse(sent.edited_at) }
    const before = current(sent)
    const verdict = judge(model, before?.row, change, { by, nowMs: nowMs(), sentAtMs })
    const refusal = refusalOf(models, model, before?.row, change, latest())
    const isWritten = verdict.kind === 'applied' || (verdict.kind === 'overridden' && verdict.changed)
    if (refusal && isWritten) return refusal
    const seq = (log.at(-1)?.seq ?? 0) + 1
    if (isWritten) log.push({ model: sent.model, id, seq, row: verdict.row, by, atMs: nowMs() })
    return resultOf(verdict, seq, before)
  }

  return {
    push: (sending, bodies) =>
      bodies.map((body) => {
        const { mutation_id } = JSON.parse(body) as SentChange
        const key = `${sending.deviceId}/${mutation_id}`
        const stored = results.get(key)
        if (stored && stored.body !== body) return { mutation_id, ok: false, code: 'ID_REUSE', message: '' }
        if (stored) return { ...stored.result, duplicate: true }
        const result = { mutation_id, ...judgeOne(sending, body) }
        results.set(key, { body, result, seq: log.at(-1)?.seq ?? 0 })
        return result
      }),
    pull: (since) => ({
      rows: latest()
        .filter(({ seq }) => seq > since)
        .sort((a, b) => a.seq - b.seq)
        .map(toServerRow),
      head: log.at(-1)?.seq ?? 0,
    }),
    live: () =>
      latest()
        .filter(({ row }) => !row.deleted)
        .map(toServerRow),
    restore: (toSeq) => {
      log = log.filter(({ seq }) => seq <= toSeq)
      results = new Map([...results].filter(([, { seq }]) => seq <= toSeq))
    },
    head: () => log.at(-1)?.seq ?? 0,
  }
}

function refusalOf(
  models: Registry,
  model: Parameters<typeof judge>[0],
  row: JudgedRow | undefined,
  change: Change,
  latest: readonly StoredRow[],
): PushResult | undefined {
  const live = latest.filter((stored) => !stored.row.deleted)
  if (change.op === 'delete') {
    const count = live.filter((stored) => {
      const other = models.get(stored.model)
      const references = other ? referencesOf(other, stored.row.data) : []
      return references.some((reference) => recordName(reference) === recordName(change))
    }).length
    return count > 0 ? { ok: false, code: 'REFERENCED', message: '', count } : undefined
  }
  const whole = applyPatch(change.op === 'create' ? {} : (row?.data ?? {}), change.data)
  const invalid = validateRecord(model, whole)
  if (Object.keys(invalid).length > 0) return { ok: false, code: 'INVALID', message: '', fields: { ...invalid } }
  const missing = referencesOf(model, change.data).filter(
    (reference) => !live.some((stored) => recordName(stored) === recordName(reference)),
  )
  const fields = Object.fromEntries(missing.map(({ field }) => [field, 'missing']))
  return missing.length > 0 ? { ok: false, code: 'MISSING_REFERENCE', message: '', fields } : undefined
}

function resultOf(verdict: Verdict, seq: number, before: StoredRow | undefined): PushResult {
  const held = {
    server_version: before?.row.version ?? 0,
    server_data: { ...before?.row.data },
    updated_by: before?.by ?? '',
    updated_at: new Date(before?.atMs ?? 0).toISOString(),
  }
  switch (verdict.kind) {
    case 'unchanged':
      return verdict.merged
        ? { ok: true, new_version: verdict.version, merged: true, server_data: held.server_data }
        : { ok: true, new_version: verdict.version }
    case 'applied': {
      const { version, data } = verdict.row
      return verdict.merged
        ? { ok: true, new_version: version, seq, merged: true, server_data: { ...data } }
        : { ok: true, new_version: version, seq }
    }
    case 'overridden': {
      const { version, data } = verdict.row
      const now = { server_version: version, server_data: { ...data }, overridden: Object.keys(verdict.lost) }
      const applied = verdict.changed ? { new_version: version, seq } : {}
      return { ok: false, code: 'SERVER_WINS', message: '', ...now, ...applied }
    }
    case 'conflict': {
      const theirs = Object.entries(verdict.theirs).map(([field, { version, by, atMs }]) => {
        return [field, { version, updated_by: by, updated_at: new Date(atMs).toISOString() }] as const
      })
      const told = { conflicts: [...verdict.conflicts], theirs: Object.fromEntries(theirs) }
      return { ok: false, code: 'VERSION_CONFLICT', message: '', ...held, ...told }
    }
    case 'deleted': {
      const { server_data: _, ...rest } = held
      return { ok: false, code: 'DELETED', message: '', ...rest }
    }
    case 'missing':
      return { ok: false, code: 'NOT_FOUND', message: '' }
    case 'exists':
      return { ok: false, code: 'ALREADY_EXISTS', message: '', ...held }
  }
}

function toServerRow({ model, id, row, by, atMs }: StoredRow): ServerRow {
  const updatedAt = new Date(atMs).toISOString()
  return { model, id, version: row.version, deleted: row.deleted, data: row.data, updatedAt, updatedBy: by }
}
