import type { ChangeRow, DeviceRow, MutationRow, RecordRow, ScopeRow } from '../tables.ts'

const AT = '2026-11-20T10:00:00.000Z'

export function scopeRow(scope: string): ScopeRow {
  return { scope, name: scope, head: 0, head_tag: 'zero', origin_tag: 'zero', oldest: 0, created_at: AT }
}

export function recordRow(scope: string, model: string, id: string, seq: number): RecordRow {
  return {
    scope,
    model,
    id,
    version: 1,
    seq,
    deleted: 0,
    data: '{"name":"Hub"}',
    field_versions: '{"":[1,"Ana",0,0]}',
    created_at: AT,
    created_by: 'Ana',
    updated_at: AT,
    updated_by: 'Ana',
    device_id: null,
  }
}

export function changeRow(scope: string, seq: number): ChangeRow {
  return {
    scope,
    seq,
    tag: `tag${seq}`,
    model: 'buildings',
    id: 'b1',
    version: seq,
    op: 'update',
    user_id: 'ana',
    updated_by: 'Ana',
    device_id: null,
    updated_at: AT,
    edited_at: null,
    detail: '{"before":{},"after":{}}',
  }
}

export function mutationRow(scope: string, deviceId: string, mutationId: number): MutationRow {
  return { scope, device_id: deviceId, mutation_id: mutationId, body_hash: 'hash', result: '{"ok":true}' }
}

export function deviceRow(scope: string, deviceId: string, userId: string): DeviceRow {
  return {
    scope,
    device_id: deviceId,
    user_id: userId,
    acked_through: 0,
    judged_through: 0,
    created_at: AT,
    pushed_at: AT,
  }
}
