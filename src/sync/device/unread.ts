import { goneRow } from '../core/answer-row.ts'
import { receive } from '../core/receive.ts'
import { recordName } from '../core/record-name.ts'
import type { DeviceMeta, RecordKey, ServerRow } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import { followSignal } from '../follow-signal.ts'
import type { Environment, Transport } from '../ports.ts'
import { keyOfRow, readLine, rowOfLine } from './read-rows.ts'
import { loadRecords } from './records.ts'
import { nextDayMs } from './repair.ts'

/** F6: rows of the server that could not be read. Their page is stored without them, and each is asked for later by its id. */

/** More than these are a server's fault, and found again by the daily digest. */
const UNREAD_MAX = 100
/** Each costs a short read of a snapshot. */
const ROWS_A_TIME = 10

/** Wake-ups after which they are asked for in any case: a person wants it, or the app may be a newer one. */
const ALWAYS = ['asked', 'started']

/** The device's state after some rows came: which of them were read, and which not. */
export function metaAfterRows(
  meta: DeviceMeta,
  read: readonly RecordKey[],
  unread: readonly RecordKey[],
  environment: Environment,
): DeviceMeta {
  const { unread: known = [], unreadAtMs = 0, ...rest } = meta
  if (known.length + unread.length === 0) return meta
  const isRead = new Set(read.map(recordName))
  const left = new Map([...known, ...unread].map((key) => [recordName(key), key]))
  for (const name of isRead) left.delete(name)
  if (left.size === 0) return rest
  const isNew = unread.length > 0 && known.length === 0
  return {
    ...rest,
    unread: [...left.values()].slice(-UNREAD_MAX),
    unreadAtMs: isNew ? nextDayMs(environment) : unreadAtMs,
  }
}

/** Are they to be asked for after this drain? @param reason of its wake-up */
export function isUnreadDue({ unread = [], unreadAtMs = 0, cursor }: DeviceMeta, reason: string, nowMs: number) {
  return unread.length > 0 && cursor !== undefined && (unreadAtMs <= nowMs || ALWAYS.includes(reason))
}

/** Asks for them one by one, as the snapshot has them. @returns how many can be read now; @throws what the store throws */
export async function fetchUnread(
  context: SyncContext,
  transport: Pick<Transport, 'snapshot'>,
  signal: AbortSignal,
): Promise<number> {
  const { store, environment } = context
  const wanted = await store.transact(async (tx) => {
    const meta = await tx.meta()
    await tx.putMeta({ ...meta, unreadAtMs: nextDayMs(environment) })
    const keys = meta.worksOffline ? [] : (meta.unread ?? []).slice(0, ROWS_A_TIME)
    const held = await tx.rows(keys)
    return keys.map((key, n) => ({ key, held: held[n] }))
  })
  let rows = 0
  for (const { key, held } of wanted) {
    // oxlint-disable-next-line no-await-in-loop -- one after another: each may be the last that gets through
    const found = await fetchRow(transport, key, signal)
    if (!found) break
    // oxlint-disable-next-line no-await-in-loop -- as above
    rows += await storeRow(context, key, held, found)
  }
  return rows
}

interface Found {
  readonly epoch: string
  /** As the server has it; absent: it has it no more. */
  readonly line?: unknown
}

/** Reads the snapshot from just below the row until it has come, or what lies above it. @returns undefined if neither came */
async function fetchRow(transport: Pick<Transport, 'snapshot'>, key: RecordKey, caller: AbortSignal) {
  const { controller: enough, unfollow } = followSignal(caller)
  let epoch: string | undefined
  let found: Found | undefined
  await transport.snapshot(
    below(key),
    async (lines) => {
      for (const line of lines) {
        const read = readLine(line)
        if (read?.kind === 'begin') epoch = read.epoch
        const at = keyOfRow(line)
        if (epoch === undefined || found) continue
        if (at && recordName(at) === recordName(key)) found = { epoch, line }
        else if (read?.kind === 'end' || (at && recordName(at) > recordName(key))) found = { epoch }
      }
      if (found) enough.abort()
    },
    enough.signal,
  )
  unfollow()
  return found
}

/** The highest name below the record's that the server takes as `after`; for an id of one character there is none. */
function below({ model, id }: RecordKey): string | undefined {
  return id.length > 1 ? `${model}/${id.slice(0, -1)}` : undefined
}

/**
 * @param held what the mirror had when it was asked for
 * @returns 1 if that settles it, else 0: it waits behind the others
 */
function storeRow(
  { store, models, environment }: SyncContext,
  key: RecordKey,
  held: ServerRow | undefined,
  { epoch, line }: Found,
) {
  return store.transact(async (tx) => {
    const meta = await tx.meta()
    const [now] = await tx.rows([key])
    // It came another way meanwhile; if it was not there then, it may be by now.
    if (meta.epoch !== epoch || now?.version !== held?.version) return 0
    const others = (meta.unread ?? []).filter((other) => recordName(other) !== recordName(key))
    const read = line === undefined ? undefined : readLine(line)
    if (line !== undefined && read?.kind !== 'row') {
      await tx.putMeta({ ...meta, unread: [...others, key] })
      return 0
    }
    const records = await loadRecords(tx, [key])
    const state = records.of(key)
    const row = read?.kind === 'row' ? rowOfLine(read) : goneRow(state.row)
    if (row) records.move(key, receive(models, state, row))
    const at = timeOf(environment)
    await tx.addEvents([{ at, kind: 'reread', detail: { ...key } }])
    await records.write(tx, at)
    await tx.putMeta(metaAfterRows(meta, [key], [], environment))
    return 1
  })
}
