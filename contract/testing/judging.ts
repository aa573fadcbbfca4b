import type { Change } from '../change.ts'
import type { JudgedRow, Sender, Stamp } from '../judge.ts'
import { defineModel } from '../model.ts'
import type { Data, Patch } from '../value.ts'

const fields = {
  name: { kind: 'text', label: 'Name', required: true },
  note: { kind: 'longText', label: 'Note' },
  ours: { kind: 'text', label: 'Ours', policy: 'client_wins' },
  theirs: { kind: 'text', label: 'Theirs', policy: 'server_wins' },
  newest: { kind: 'text', label: 'Newest', policy: 'lww' },
  tags: { kind: 'choices', label: 'Tags', options: { a: 'A', b: 'B', c: 'C' } },
} as const

const basics = {
  label: 'Thing',
  plural: 'Things',
  title: ['name'],
  subtitle: [],
  search: [],
  filters: [],
  fields,
} as const

/** A field for each policy, in a model for each policy. */
export const manual = defineModel({ ...basics, name: 'asked' })
export const serverWins = defineModel({ ...basics, name: 'kept', policy: 'server_wins' })
export const clientWins = defineModel({ ...basics, name: 'taken', policy: 'client_wins' })
export const lww = defineModel({ ...basics, name: 'timed', policy: 'lww' })

export const NOW = Date.UTC(2026, 10, 20, 10)
export const ben: Sender = { by: 'Ben', nowMs: NOW, sentAtMs: NOW }

/** Ana's stamp of a version: minute `version` of the day, edited and stored at once. */
export function ana(version: number): Stamp {
  const atMs = NOW - 60 * 60_000 + version * 60_000
  return { version, by: 'Ana', atMs, editedMs: atMs }
}

/** A row that Ana made at version 1 and whose fields she set at the versions told. */
export function row(data: Data, setAt: { [field: string]: number } = {}): JudgedRow {
  const stamps = Object.fromEntries(Object.entries(setAt).map(([field, version]) => [field, ana(version)]))
  const version = Math.max(1, ...Object.values(setAt))
  return { version, deleted: false, data, stamps, origin: ana(1) }
}

export function tombstone(version: number): JudgedRow {
  return { version, deleted: true, data: {}, stamps: {}, origin: ana(version) }
}

export function create(data: Patch, version = 0): Change {
  return { op: 'create', model: 'asked', id: 'x', version, data, editedAtMs: NOW }
}

export function update(version: number, data: Patch, editedAtMs = NOW): Change {
  return { op: 'update', model: 'asked', id: 'x', version, data, editedAtMs }
}

export function remove(version: number, editedAtMs = NOW): Change {
  return { op: 'delete', model: 'asked', id: 'x', version, data: {}, editedAtMs }
}
