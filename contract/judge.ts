import type { Change } from './change.ts'
import { type Model, type Policy, policyOf } from './model.ts'
import {
  applyPatch,
  type Data,
  differingFields,
  type Patch,
  sameData,
  sameValue,
  type Value,
  valueAt,
} from './value.ts'

/** Who last set a field, when (server clock and, for `lww`, the shifted clock of the edit; epoch ms), in which version. */
export interface Stamp {
  readonly version: number
  readonly by: string
  readonly atMs: number
  readonly editedMs: number
}

/** A record as the server holds it. A tombstone has `deleted: true` and no data. */
export interface JudgedRow {
  readonly version: number
  readonly deleted: boolean
  readonly data: Data
  /** Field → its last change. A field without one was last set by `origin`. */
  readonly stamps: { readonly [field: string]: Stamp }
  /** The create, restore or delete that the present life of the record began with. */
  readonly origin: Stamp
}

/** What the judge needs to know of the sender: display name, the server's clock, and the sender's clock at sending. */
export interface Sender {
  readonly by: string
  readonly nowMs: number
  readonly sentAtMs?: number
}

/** Who holds the server's value of a field in conflict, and since which version (WP13 `theirs`). */
export interface Holder {
  readonly version: number
  readonly by: string
  readonly atMs: number
}

export type Verdict =
  /** Nothing to do (WP17): `version` is the current one, 0 if the record never was; `merged` as below. */
  | { readonly kind: 'unchanged'; readonly version: number; readonly merged: boolean }
  | {
      readonly kind: 'applied'
      readonly row: JudgedRow
      /** Does the row differ from what the sender computes (WP12)? */
      readonly merged: boolean
      /** Values of the server that this change overwrote although they were newer than its base; `null`: it was cleared. */
      readonly beaten: Patch
    }
  | {
      readonly kind: 'overridden'
      /** The row with the fields that held; the row as it was, if none did. */
      readonly row: JudgedRow
      readonly changed: boolean
      /** The values of the change that lost. */
      readonly lost: Patch
      readonly beaten: Patch
    }
  | { readonly kind: 'conflict'; readonly conflicts: readonly string[]; readonly theirs: { [field: string]: Holder } }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'exists' }

/**
 * Judges one change against the row it meets: WP13 to WP17, without references, uniqueness and rights, which need more
 * than one row. Pure: the same row, change and sender give the same verdict on device and server.
 * @param row the server's row, or undefined if the id never existed
 */
export function judge(model: Model, row: JudgedRow | undefined, change: Change, sender: Sender): Verdict {
  switch (change.op) {
    case 'create':
      return judgeCreate(row, change, sender)
    case 'update':
      return judgeUpdate(model, row, change, sender)
    case 'delete':
      return judgeDelete(model, row, change, sender)
  }
}

/** Who last set a field of this row. */
export function stampOf(row: JudgedRow, field: string): Stamp {
  return (Object.hasOwn(row.stamps, field) ? row.stamps[field] : undefined) ?? row.origin
}

/** When was the edit made, on the server's clock (WP15): shifted by the sender's error, never in the future. */
export function editedMs(change: Change, sender: Sender): number {
  if (change.editedAtMs === undefined) return sender.nowMs
  const shiftMs = sender.sentAtMs === undefined ? 0 : sender.nowMs - sender.sentAtMs
  return Math.min(change.editedAtMs + shiftMs, sender.nowMs)
}

function judgeCreate(row: JudgedRow | undefined, change: Change, sender: Sender): Verdict {
  const data = applyPatch({}, change.data)
  if (row && !row.deleted) {
    return sameData(row.data, data) ? { kind: 'unchanged', version: row.version, merged: false } : { kind: 'exists' }
  }
  if (row && row.version !== change.version) return { kind: 'deleted' }
  const origin = stamp((row?.version ?? 0) + 1, change, sender)
  const created: JudgedRow = { version: origin.version, deleted: false, data, stamps: {}, origin }
  return { kind: 'applied', row: created, merged: false, beaten: {} }
}

function judgeUpdate(model: Model, row: JudgedRow | undefined, change: Change, sender: Sender): Verdict {
  if (!row) return { kind: 'missing' }
  if (row.deleted) return { kind: 'deleted' }
  const next = stamp(row.version + 1, change, sender)
  const applied: { [field: string]: Value | null } = {}
  const lost: { [field: string]: Value | null } = {}
  const beaten: { [field: string]: Value | null } = {}
  const conflicts: string[] = []
  for (const [field, value] of Object.entries(change.data)) {
    const theirs = valueAt(row.data, field)
    if (sameValue(value, theirs)) continue
    const moved = movedSince(row, field, change.version)
    const winner = moved ? winnerOf(policyOf(model, field), stampOf(row, field).editedMs, next) : 'sender'
    if (winner === 'nobody') conflicts.push(field)
    else if (winner === 'server') lost[field] = value
    else applied[field] = value
    if (winner === 'sender' && moved) beaten[field] = theirs
  }
  if (conflicts.length > 0) return conflict(row, conflicts)
  const changed = Object.keys(applied).length > 0
  const stamps = Object.fromEntries(Object.keys(applied).map((field) => [field, next]))
  const after = changed
    ? { ...row, version: next.version, data: applyPatch(row.data, applied), stamps: { ...row.stamps, ...stamps } }
    : row
  if (Object.keys(lost).length > 0) return { kind: 'overridden', row: after, changed, lost, beaten }
  const merged = movedBeside(model, row, change)
  return changed ? { kind: 'applied', row: after, merged, beaten } : { kind: 'unchanged', version: row.version, merged }
}

function judgeDelete(model: Model, row: JudgedRow | undefined, change: Change, sender: Sender): Verdict {
  if (!row || row.deleted) return { kind: 'unchanged', version: row?.version ?? 0, merged: false }
  const origin = stamp(row.version + 1, change, sender)
  const tombstone: JudgedRow = { version: origin.version, deleted: true, data: {}, stamps: {}, origin }
  const moved = fieldsOf(model, row).filter((field) => movedSince(row, field, change.version))
  const newestMs = Math.max(...moved.map((field) => stampOf(row, field).editedMs))
  switch (moved.length === 0 ? 'sender' : winnerOf(policyOf(model), newestMs, origin)) {
    case 'sender': {
      const beaten = Object.fromEntries(moved.map((field) => [field, valueAt(row.data, field)]))
      return { kind: 'applied', row: tombstone, merged: false, beaten }
    }
    case 'server':
      return { kind: 'overridden', row, changed: false, lost: {}, beaten: {} }
    case 'nobody':
      return conflict(row, moved)
  }
}

/** Did the server change the field after the version that the sender saw? A version from the future saw nothing. */
function movedSince(row: JudgedRow, field: string, version: number): boolean {
  return version > row.version || stampOf(row, field).version > version
}

/** Does the row differ from the sender's in a field that the patch does not set? */
function movedBeside(model: Model, row: JudgedRow, change: Change): boolean {
  return fieldsOf(model, row).some(
    (field) => !Object.hasOwn(change.data, field) && movedSince(row, field, change.version),
  )
}

/** The model's fields, and those of earlier declarations that the row still has a stamp for. */
function fieldsOf(model: Model, row: JudgedRow): string[] {
  return [...new Set([...Object.keys(model.fields), ...Object.keys(row.stamps)])]
}

/** WP15. A tie of `lww` goes to the later arrival: the sender. */
function winnerOf(policy: Policy, theirsMs: number, ours: Stamp): 'server' | 'sender' | 'nobody' {
  switch (policy) {
    case 'manual':
      return 'nobody'
    case 'server_wins':
      return 'server'
    case 'client_wins':
      return 'sender'
    case 'lww':
      return ours.editedMs >= theirsMs ? 'sender' : 'server'
  }
}

function conflict(row: JudgedRow, fields: readonly string[]): Verdict {
  const conflicts = [...fields].sort()
  const theirs = Object.fromEntries(
    conflicts.map((field) => {
      const { version, by, atMs } = stampOf(row, field)
      return [field, { version, by, atMs }]
    }),
  )
  return { kind: 'conflict', conflicts, theirs }
}

function stamp(version: number, change: Change, sender: Sender): Stamp {
  return { version, by: sender.by, atMs: sender.nowMs, editedMs: editedMs(change, sender) }
}

/** The fields that a row's change touched: what history records as before and after. */
export function touchedFields(before: JudgedRow | undefined, after: JudgedRow): string[] {
  return differingFields(before?.data ?? {}, after.data)
}
