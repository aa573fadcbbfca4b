import type { Data, Patch } from '../../../../contract/value.ts'
import type { PushResult } from '../../../../contract/wire/push.ts'
import type { RecordState } from '../record-state.ts'
import { seal } from '../seal.ts'
import type {
  ArchivedChange,
  DeviceMeta,
  Entry,
  OpenEntry,
  ParkedEntry,
  ParkedReason,
  SavedEntry,
  SealedEntry,
  ServerRow,
} from '../types.ts'

/** One house, as the tables of the law of sync look at it. */
export const KEY = { model: 'houses', id: 'h1' }
export const AT = '2026-11-20T10:00:00.000Z'
const LATER = '2026-11-20T10:05:00.000Z'

/** Ben's row. */
export function row(version: number, data: Data, model = 'houses'): ServerRow {
  return { model, id: 'h1', version, deleted: false, data, updatedAt: AT, updatedBy: 'Ben' }
}

export function tombstone(version: number, last?: Data): ServerRow {
  const deleted = { ...KEY, version, deleted: true, data: {}, updatedAt: AT, updatedBy: 'Ben' }
  return last ? { ...deleted, last } : deleted
}

interface Basics {
  readonly key?: number
  readonly model?: string
  readonly id?: string
}

function change(
  op: Entry['op'],
  version: number,
  values: Data,
  patch: Patch,
  { key = 1, model = 'houses', id = 'h1' }: Basics,
): Omit<OpenEntry, 'kind'> {
  return { key, model, id, op, patch, base: { version, values }, schema: 1, editedAt: LATER, attempts: 0 }
}

export function create(patch: Data, basics: Basics & { readonly version?: number } = {}): OpenEntry {
  return { kind: 'open', ...change('create', basics.version ?? 0, {}, patch, basics) }
}

export function update(version: number, values: Data, patch: Patch, basics: Basics = {}): OpenEntry {
  return { kind: 'open', ...change('update', version, values, patch, basics) }
}

export function remove(version: number, values: Data, basics: Basics = {}): OpenEntry {
  return { kind: 'open', ...change('delete', version, values, {}, basics) }
}

/** As the write path puts it. */
export function saved({ kind: _, ...entry }: OpenEntry, key = 9): SavedEntry {
  return { ...entry, kind: 'saved', key }
}

export function sealed(entry: OpenEntry, mutationId = 7): SealedEntry {
  return seal(entry, mutationId)
}

export function parked({ kind: _, ...entry }: OpenEntry, reason: ParkedReason): ParkedEntry {
  return { ...entry, kind: 'parked', reason }
}

export function refused(code = 'INVALID'): ParkedReason {
  return { kind: 'refused', code, message: 'no', fields: {} }
}

export function conflict(version: number, data: Data, fields: readonly string[]): ParkedReason {
  const theirs = Object.fromEntries(fields.map((field) => [field, { version, by: 'Ben', at: AT }]))
  return { kind: 'conflict', serverVersion: version, serverData: data, fields, theirs }
}

export function deleted(version: number): ParkedReason {
  return { kind: 'deleted', serverVersion: version, by: 'Ben', at: AT }
}

export function state(shadow: ServerRow | undefined, ...entries: Entry[]): RecordState {
  return { row: shadow, entries }
}

export function refusal(code: string, rest: Partial<PushResult> = {}): PushResult {
  return { ok: false, code, message: 'no', ...rest }
}

export function archived(entry: OpenEntry, version: number, mutationId = 1): ArchivedChange {
  const { model, id, op, patch, base, schema, editedAt } = entry
  return { model, id, mutationId, op, patch, base, version, schema, editedAt, ackedAt: AT }
}

export function meta(rest: Partial<DeviceMeta> = {}): DeviceMeta {
  return {
    deviceId: 'd1',
    nextMutationId: 1,
    ackedThrough: 0,
    wanted: 0,
    failures: 0,
    notBeforeMs: 0,
    heardAtMs: 0,
    lastExchangeFailed: false,
    batchChangesMax: 500,
    batchBytesMax: 1_000_000,
    digestAtMs: 0,
    ...rest,
  }
}
