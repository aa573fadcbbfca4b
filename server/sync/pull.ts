import { EMPTY_DIGEST } from '../../contract/digest.ts'
import { formatMark } from '../../contract/mark.ts'
import { isRecordId } from '../../contract/validate.ts'
import { FLAT_PAGE_ROWS_DEFAULT, PAGE_ROWS_DEFAULT } from '../../contract/wire/protocol.ts'
import type { StorageReader } from '../storage/storage.ts'
import type { RecordRow, ScopeRow } from '../storage/tables.ts'
import { checkMark, tagOf } from './check-mark.ts'
import type { SyncContext } from './context.ts'
import { pageRows } from './query.ts'
import { answer, problem, type Reply } from './reply.ts'

/** The query of GET /api/sync/pull, unparsed as it came. */
export interface PullQuery {
  readonly since?: string | undefined
  /** A newer mark, which the device has from an answer: it too must lie in this history (WP9). */
  readonly mark?: string | undefined
  readonly limit?: string | undefined
  readonly model?: string | undefined
  readonly excludeDevice?: string | undefined
  /** `digest=1` */
  readonly digest?: string | undefined
}

/** Of a page, in code units of its rows' data; ordinary pages stay far below. */
const PAGE_LENGTH_MAX = 16 * 1024 * 1024
const READ_ROWS = 250

/** GET /api/sync/pull (WP20–WP25, WP27). The caller has checked that the person may read the scope. */
export async function pull(sync: SyncContext, scope: string, query: PullQuery): Promise<Reply> {
  if (query.model !== undefined && !sync.registry.get(query.model))
    return problem('NOT_FOUND', 'there is no such model')
  return sync.storage.read(async (snapshot) => {
    // The head before the rows (WP21): what is committed later is left for the next pull.
    const row = await snapshot.scope(scope)
    return row ? pullPage(sync, snapshot, row, query) : problem('FORBIDDEN', 'no such workspace')
  })
}

async function pullPage(sync: SyncContext, snapshot: StorageReader, scope: ScopeRow, query: PullQuery): Promise<Reply> {
  const { since, model, excludeDevice } = query
  const check = (text: string | undefined) =>
    text === undefined ? undefined : checkMark(text, sync.storage.epoch, scope, snapshot.tagAt)
  const newest = await check(query.mark)
  if (newest?.kind === 'problem') return newest
  const mark = await check(since)
  if (mark?.kind === 'problem') return mark
  if (mark && mark.seq < scope.oldest) return problem('CURSOR_TOO_OLD', 'too old to pull from: take a snapshot')
  const limit = pageRows(query.limit, model === undefined ? PAGE_ROWS_DEFAULT : FLAT_PAGE_ROWS_DEFAULT)
  // WP23: ignored without `since`; what cannot be a device's id has changed nothing.
  const exceptDevice = mark && isRecordId(excludeDevice) ? excludeDevice : undefined
  const changed = (since: number, count: number) =>
    snapshot.changedSince(scope.scope, since, count, { model, exceptDevice })
  const { rows, hasMore } = await readPage(changed, mark?.seq ?? 0, limit)
  const seq = hasMore ? (rows.at(-1)?.seq ?? scope.head) : scope.head
  const tag = (await tagOf(scope, seq, snapshot.tagAt)) ?? scope.head_tag
  const cursor = formatMark({ epoch: sync.storage.epoch, seq, tag })
  if (model !== undefined) {
    const data = rows.map(flatText).join(',')
    return answer(`{"data":[${data}],"cursor":"${cursor}","count":${rows.length},"has_more":${hasMore}}`)
  }
  const digest = query.digest === '1' && !hasMore ? `,"digest":${await digestText(sync, snapshot, scope)}` : ''
  const changes = rows.map(changeText).join(',')
  return answer(`{"changes":[${changes}],"cursor":"${cursor}","has_more":${hasMore},"schema":${sync.schema}${digest}}`)
}

/** Reads up to `limit` rows, fewer if they are long: a page is held in memory several times over. */
async function readPage(
  changed: (since: number, count: number) => Promise<RecordRow[]>,
  since: number,
  limit: number,
): Promise<{ rows: RecordRow[]; hasMore: boolean }> {
  const rows: RecordRow[] = []
  let length = 0
  for (;;) {
    const wanted = Math.min(limit + 1 - rows.length, READ_ROWS)
    const read = await changed(rows.at(-1)?.seq ?? since, wanted)
    for (const row of read) {
      if (rows.length === limit || length > PAGE_LENGTH_MAX) return { rows, hasMore: true }
      rows.push(row)
      length += row.data.length
    }
    if (read.length < wanted) return { rows, hasMore: false }
  }
}

/** WP21. The stored JSON goes out as it is. */
function changeText(row: RecordRow): string {
  const data = row.deleted === 1 ? '' : `,"data":${row.data}`
  return (
    `{"seq":${row.seq},"model":"${row.model}","id":"${row.id}","version":${row.version},"deleted":${row.deleted === 1}` +
    `${data},"updated_at":"${row.updated_at}","updated_by":${JSON.stringify(row.updated_by)}}`
  )
}

/** WP25. No field has a name of these members. */
function flatText(row: RecordRow): string {
  const fields = row.data === '{}' ? '' : `,${row.data.slice(1, -1)}`
  return (
    `{"id":"${row.id}"${fields},"version":${row.version},"created_at":"${row.created_at}",` +
    `"updated_at":"${row.updated_at}","_deleted":${row.deleted === 1}}`
  )
}

/** WP27, for every model, also one without records. */
async function digestText({ registry }: SyncContext, snapshot: StorageReader, { scope }: ScopeRow): Promise<string> {
  const empty = registry.all.map((model) => [model.name, EMPTY_DIGEST] as const)
  const stored = (await snapshot.digests(scope)).map(({ model, count, sum }) => [model, { count, sum }] as const)
  return JSON.stringify(Object.fromEntries([...empty, ...stored]))
}
