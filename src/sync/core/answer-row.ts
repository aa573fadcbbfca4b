import { applyPatch, type Data } from '../../../contract/value.ts'
import type { PushResult } from '../../../contract/wire/push.ts'
import { setFields } from './combine.ts'
import { liveData } from './replay.ts'
import type { SealedEntry, ServerRow } from './types.ts'

/** The shadow after an answer: what the answer says of the row, if that is newer; versions only move up. */
export function rowOfAnswer(
  row: ServerRow | undefined,
  sealed: SealedEntry,
  result: PushResult,
  now: { readonly at: string; readonly by: string },
): ServerRow | undefined {
  const told = toldRow(row, sealed, result)
  if (!told || (row && told.version <= row.version)) return row
  const { model, id } = sealed
  // A version that this change did not make is another's, of whom not every answer tells: the pull does (RB18).
  const author = result.seq === undefined ? NOBODY : now
  const basics = { model, id, updatedAt: result.updated_at ?? author.at, updatedBy: result.updated_by ?? author.by }
  return newerRow(row, { ...basics, ...told })
}

const NOBODY = { at: '', by: '' }

/** A row that takes the place of an older one: a tombstone remembers what the record last held. */
export function newerRow(row: ServerRow | undefined, next: ServerRow): ServerRow {
  const last = next.last ?? liveData(row) ?? row?.last
  return next.deleted && last ? { ...next, last } : next
}

/**
 * What a complete snapshot does not name is deleted: by whom it does not tell, and the version is the least that it can have.
 * @param row as it was before
 */
export function goneRow(row: ServerRow | undefined): ServerRow | undefined {
  if (!row || row.deleted) return row
  return newerRow(row, {
    ...row,
    version: row.version + 1,
    deleted: true,
    data: {},
    updatedAt: NOBODY.at,
    updatedBy: NOBODY.by,
  })
}

type Told = Pick<ServerRow, 'version' | 'deleted' | 'data'>

function toldRow(row: ServerRow | undefined, sealed: SealedEntry, result: PushResult): Told | undefined {
  const version = Math.max(result.new_version ?? 0, result.server_version ?? 0)
  if (version === 0) return undefined
  if (result.code === 'DELETED' || (result.ok && sealed.op === 'delete')) return { version, deleted: true, data: {} }
  const data = result.server_data ? readData(result.server_data) : result.ok ? expected(row, sealed) : undefined
  return data && { version, deleted: false, data }
}

/**
 * Without `merged` the server's row is what the device computes (WP12): since the version that the change was made on no other
 * field has moved. From an older row than that nothing can be computed; the pull brings what came of it.
 */
function expected(row: ServerRow | undefined, sealed: SealedEntry): Data | undefined {
  if (sealed.op === 'create') return setFields(sealed.patch)
  const data = row && row.version >= sealed.base.version ? liveData(row) : undefined
  return data ? applyPatch(data, sealed.patch) : undefined
}

/** Kept as sent (WP3): a newer server may know kinds of values that this build does not; screens drop what does not fit. */
export function readData(data: { readonly [field: string]: unknown }): Data {
  return data as Data
}
