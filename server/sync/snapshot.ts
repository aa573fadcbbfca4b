import { isRecordId } from '../../contract/validate.ts'
import type { SnapshotRecord } from '../storage/storage.ts'
import type { SyncContext } from './context.ts'
import { type Problem, problem } from './reply.ts'
import { headMark } from './scopes.ts'

/** Chunks of NDJSON text, whole lines each; every chunk is a short read of its own. */
export interface Snapshot {
  readonly kind: 'snapshot'
  readonly chunks: AsyncGenerator<string, void, void>
}

const CHUNK_ROWS = 1_000

/**
 * GET /api/sync/snapshot (PROTOCOL.md §4). The caller has checked that the person may read the scope.
 * @param after `model/id` of the last row that the device has, to go on from there
 */
export async function snapshot(
  sync: SyncContext,
  scope: string,
  after: string | undefined,
): Promise<Snapshot | Problem> {
  const start = after === undefined ? { model: '', id: '' } : parseKey(after)
  if (!start) return problem('INVALID_BODY', 'after is model/id', { after: 'bad_id' })
  const begin = await sync.storage.read(async (reader) => {
    const row = await reader.scope(scope)
    return row && { cursor: headMark(sync, row), digests: await reader.digests(scope) }
  })
  if (!begin) return problem('FORBIDDEN', 'no such workspace')
  const rows = begin.digests.reduce((sum, { count }) => sum + count, 0)
  const first = { kind: 'begin', epoch: sync.storage.epoch, cursor: begin.cursor, rows }
  return { kind: 'snapshot', chunks: chunksAfter(sync, scope, start, `${JSON.stringify(first)}\n`) }
}

/** Tombstones are read and left out, so that a desert of them is no long read. */
async function* chunksAfter(
  sync: SyncContext,
  scope: string,
  start: { model: string; id: string },
  begin: string,
): AsyncGenerator<string, void, void> {
  let text = begin
  let after = start
  for (;;) {
    const records = await readChunk(sync, scope, after)
    text += records
      .filter((record) => record.deleted === 0)
      .map(rowLine)
      .join('')
    const last = records.at(-1)
    if (!last || records.length < CHUNK_ROWS) break
    after = last
    if (text) yield text
    text = ''
  }
  yield `${text}{"kind":"end"}\n`
}

function readChunk({ storage }: SyncContext, scope: string, after: { model: string; id: string }) {
  return storage.read((reader) => reader.recordsAfter(scope, after, CHUNK_ROWS))
}

function rowLine({ model, id, version, data, updated_at: at, updated_by: by }: SnapshotRecord): string {
  return (
    `{"kind":"row","model":"${model}","id":"${id}","version":${version},"data":${data},` +
    `"updated_at":"${at}","updated_by":${JSON.stringify(by)}}\n`
  )
}

function parseKey(text: string): { model: string; id: string } | undefined {
  const [, model, id] = /^([a-z][a-z0-9_]*)\/(.+)$/.exec(text) ?? []
  return model !== undefined && isRecordId(id) ? { model, id } : undefined
}
