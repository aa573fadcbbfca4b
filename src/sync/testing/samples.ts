import type { Data } from '../../../contract/value.ts'
import type { ArchivedChange, SavedEntry, ServerRow, VisibleRow } from '../core/types.ts'

const AT = '2026-11-20T10:00:00.000Z'

export function rowOf(id: string, version: number, data: Data = { name: id }, model = 'buildings'): ServerRow {
  return { model, id, version, deleted: false, data, updatedAt: AT, updatedBy: 'Ana' }
}

export function visibleOf(id: string, version: number, data: Data = { name: id }, model = 'buildings'): VisibleRow {
  return { model, id, version, data, updatedAt: AT, updatedBy: 'Ana' }
}

export function savedOf(id: string, patch: Data = { name: id }): Omit<SavedEntry, 'key'> {
  return {
    kind: 'saved',
    model: 'buildings',
    id,
    op: 'create',
    patch,
    base: { version: 0, values: {} },
    schema: 1,
    editedAt: AT,
    attempts: 0,
  }
}

export function archivedOf(mutationId: number): ArchivedChange {
  const { model, op, patch, base, schema, editedAt } = savedOf(`b${mutationId}`)
  return { mutationId, model, id: `b${mutationId}`, op, patch, base, version: 1, schema, editedAt, ackedAt: AT }
}
