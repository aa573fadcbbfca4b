import type { JudgedRow } from '../../contract/judge.ts'
import type { PushResult, RefusalCode } from '../../contract/wire/push.ts'
import type { RecordRow } from '../storage/tables.ts'

/** A change that is not applied (WP13), before it gets its mutation id. */
export function refuse(code: RefusalCode, message: string, carries: Partial<PushResult> = {}): PushResult {
  return { ok: false, code, message, ...carries }
}

/** The server's row, for a sender whose own differs. */
export function serverRow(row: JudgedRow | undefined): Partial<PushResult> {
  return row ? { server_version: row.version, server_data: row.data } : {}
}

/** Who changed the record last, and when. */
export function lastChange(record: RecordRow | undefined): Partial<PushResult> {
  return record ? { updated_by: record.updated_by, updated_at: record.updated_at } : {}
}

/** A result as the text that is stored and repeated byte for byte (WP11). */
export function resultText(mutationId: number | undefined, result: PushResult): string {
  return JSON.stringify(mutationId === undefined ? result : { mutation_id: mutationId, ...result })
}

/** The stored result of a repeated change. */
export function duplicateText(stored: string): string {
  return `${stored.slice(0, -1)},"duplicate":true}`
}

/** Nothing was decided; the same bytes again may succeed. Never stored. */
export const RETRY = refuse('RETRY', 'try again')

export const ID_REUSE = refuse(
  'ID_REUSE',
  'this mutation_id was used for another change, or its result was acknowledged',
)

export const FORBIDDEN = refuse('FORBIDDEN', 'you may look at this workspace, but not change it')
