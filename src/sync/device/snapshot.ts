import { parseMark } from '../../../contract/mark.ts'
import type { SnapshotLine } from '../../../contract/wire/snapshot.ts'
import { goneRow } from '../core/answer-row.ts'
import { metaAfterAnswer } from '../core/meta.ts'
import { receive } from '../core/receive.ts'
import { recordName } from '../core/record-name.ts'
import { unchanged } from '../core/record-state.ts'
import { recover } from '../core/recover.ts'
import type { DeviceMeta, RecordKey, ServerRow, SyncEvent } from '../core/types.ts'
import { type SyncContext, timeOf } from '../context.ts'
import { followSignal } from '../follow-signal.ts'
import { hasFree, mayFree } from './freed.ts'
import { foldAll } from './outbox.ts'
import type { Outcome, StoreTx, Transport } from '../ports.ts'
import { keyOfRow, readLine, rowOfLine } from './read-rows.ts'
import { groupByName, loadRecords } from './records.ts'
import { keepDifferences, keepMissing, nextDayMs } from './repair.ts'
import { metaAfterRows } from './unread.ts'

/**
 * Fetches the whole scope beside the mirror, goes on where an attempt before broke off, and swaps the two. If the server has
 * another history than the mirror (409), every entry and archived change is compared by value in the same transaction (WP24).
 * @param isFresh one that was under way is of no use any more
 * @returns how many rows came
 * @throws what the store throws
 */
export async function fetchSnapshot(
  context: SyncContext,
  transport: Pick<Transport, 'snapshot'>,
  isFresh: boolean,
  caller: AbortSignal,
): Promise<Outcome<number>> {
  let progress = (await prepare(context, isFresh)).snapshot
  let failure: { readonly error: unknown } | undefined
  let rows = 0
  const { controller: giveUp, unfollow } = followSignal(caller)
  const outcome = await transport.snapshot(
    progress?.after || undefined,
    async (lines) => {
      try {
        const stored = await storeLines(context, progress, lines)
        if (!stored) throw new Superseded()
        rows += stored.received - (progress?.received ?? 0)
        progress = stored
      } catch (error) {
        failure = { error }
        giveUp.abort(error)
        throw error
      }
    },
    giveUp.signal,
  )
  unfollow()
  if (failure && !(failure.error instanceof Superseded)) throw failure.error
  return outcome.kind === 'answer' ? { kind: 'answer', value: rows } : outcome
}

type Progress = NonNullable<DeviceMeta['snapshot']>

/** Another tab has begun or continued the snapshot, the server's history changed on the way, or the person works offline. */
class Superseded extends Error {
  override readonly name = 'Superseded'
}

/** The cursor that the server refused goes first: whatever happens now, the next run comes back here. */
function prepare({ store }: SyncContext, isFresh: boolean): Promise<DeviceMeta> {
  return store.transact(async (tx) => {
    const { cursor, snapshot, ...meta } = await tx.meta()
    const next = cursor === undefined && !isFresh && snapshot ? { ...meta, snapshot } : meta
    await tx.putMeta(next)
    return next
  })
}

/**
 * A group of lines with the progress that it makes, in one transaction; with the last line, the swap too.
 * @returns undefined if this attempt has to end: what it goes on from is no longer there
 */
function storeLines(context: SyncContext, expected: Progress | undefined, lines: readonly unknown[]) {
  const { store, environment } = context
  return store.transact(async (tx) => {
    const meta = await tx.meta()
    if (meta.worksOffline) return undefined
    // Another tab has filled the mirror, and may have gone on from there: this one would take it back.
    if (meta.cursor !== undefined) return undefined
    if (meta.snapshot?.after !== expected?.after || meta.snapshot?.cursor !== expected?.cursor) return undefined
    const { read, unreadable } = readLines(lines, timeOf(environment))
    await tx.addEvents(unreadable)
    const snapshot = await begin(tx, meta, read)
    if (!snapshot) return undefined
    const came = read.filter((line) => line.kind === 'row').map(rowOfLine)
    const unread = unreadable.flatMap(({ detail }) => keyOfRow(detail['row']) ?? [])
    const rows = isOfMirror(meta, snapshot) ? await withStandIns(tx, came, unread, snapshot.after) : came
    const edits = meta.repairing ? await keepDifferences(tx, context, rows) : 0
    await tx.putSnapshotRows(rows)
    const last = rows.at(-1)
    const after = last ? recordName(last) : snapshot.after
    const progress = { ...snapshot, after, received: snapshot.received + came.length }
    // The run that finds edits to queue goes on to send them.
    const wanted = meta.wanted + Math.sign(edits)
    const known = metaAfterRows(metaAfterAnswer(meta, environment.nowMs()), came, unread, environment)
    const heard = { ...known, snapshot: progress, wanted }
    if (read.at(-1)?.kind === 'end') await finish(tx, context, heard, progress)
    else await tx.putMeta(heard)
    return progress
  })
}

/** @returns the progress to go on from; undefined if there is none, or the server's history changed on the way */
async function begin(tx: StoreTx, meta: DeviceMeta, lines: readonly SnapshotLine[]): Promise<Progress | undefined> {
  const first = lines.find((line) => line.kind === 'begin')
  if (!first) return meta.snapshot
  const { cursor, epoch, rows } = first
  if (meta.snapshot) {
    if (meta.snapshot.epoch === epoch) return { ...meta.snapshot, rows, isContinued: true }
    // What came so far is of another history: the next attempt starts from the first row.
    const { snapshot: _, ...rest } = meta
    await tx.putMeta(rest)
    return undefined
  }
  await tx.beginSnapshot()
  return { cursor, epoch, rows, received: 0, after: '' }
}

/** Is it of the mirror's own history? A restore that nobody announced keeps its epoch: the 409 was told by the mark's tag (WP9). */
function isOfMirror(meta: DeviceMeta, { epoch }: Pick<Progress, 'epoch'>): boolean {
  return meta.recovering !== true && (meta.epoch === undefined || meta.epoch === epoch)
}

/** A row that came and cannot be read is not gone: what the mirror holds of it stays, in its place (F6). */
async function withStandIns(
  tx: StoreTx,
  came: readonly ServerRow[],
  unread: readonly RecordKey[],
  after: string,
): Promise<readonly ServerRow[]> {
  const names = new Set(came.map(recordName))
  const asked = unread.filter((key) => recordName(key) > after && !names.has(recordName(key)))
  if (asked.length === 0) return came
  const held = (await tx.rows(asked)).filter((row) => row !== undefined).filter(({ deleted }) => !deleted)
  return [...came, ...new Map(held.map((row) => [recordName(row), row])).values()].sort((a, b) =>
    recordName(a) < recordName(b) ? -1 : 1,
  )
}

/** The mirror is swapped, and every record with entries is judged again on its new row. */
async function finish(
  tx: StoreTx,
  context: SyncContext,
  meta: DeviceMeta,
  { cursor, epoch, received, isContinued }: Progress,
) {
  const at = timeOf(context.environment)
  await foldAll(tx, context)
  const recovering = !isOfMirror(meta, { epoch })
  // A device that has never finished a drain has answers perhaps, but no complete mirror; one that was just filled has no old one.
  const hadMirror = meta.lastSuccessMs !== undefined && !meta.isMarkUnchecked
  if (meta.repairing) await keepMissing(tx, context)
  const { gone, wanted } = recovering
    ? { gone: await swapAndRecover(tx, context, hadMirror), wanted: meta.wanted }
    : await swap(tx, context, meta)
  const { snapshot: _, recovering: __, repairing: ___, isMarkUnchecked: ____, isBound, ...rest } = meta
  // Another history may not know whose device this is.
  const bound = isBound && !recovering ? { isBound } : {}
  // A newer mark is for the next pull to be checked by: a restore that nobody announced is found by nothing else.
  const mark = !recovering && rest.mark !== undefined && parseMark(rest.mark) ? rest.mark : cursor
  await tx.putMeta({
    ...rest,
    ...bound,
    wanted,
    cursor,
    mark,
    // Between two attempts a restore that nobody announced may have come: the rest is of another history than the cursor.
    ...((mark !== cursor || isContinued) && { isMarkUnchecked: true }),
    epoch,
    digestAtMs: nextDayMs(context.environment),
  })
  const detail = { rows: received, gone, epoch }
  await tx.addEvents([{ at, kind: recovering ? 'recovered' : 'filled', detail }])
}

/** The same history: a newer row arrives for some records, as by a pull. */
async function swap(tx: StoreTx, { models, environment }: SyncContext, meta: DeviceMeta) {
  const entries = await tx.entries()
  const before = await loadRecords(tx, entries)
  const gone = await tx.endSnapshot()
  const records = await loadRecords(tx, entries)
  let hasFreed = false
  for (const key of records.keys()) {
    const was = before.of(key)
    const now = records.of(key)
    // A row with entries is not swept: what it last held is all that a person could restore.
    const row = now.row ?? goneRow(was.row)
    const isNewer = row !== undefined && row.version > (was.row?.version ?? 0)
    records.move(key, isNewer ? receive(models, was, row) : unchanged({ ...now, row }))
    hasFreed ||= mayFree(was, records.of(key))
  }
  await records.write(tx, timeOf(environment))
  return { gone, wanted: meta.wanted + (hasFreed && (await hasFree(tx, models, meta)) ? 1 : 0) }
}

/** Another history (WP24): what waits and what was acknowledged is compared by value with what is there now. */
async function swapAndRecover(tx: StoreTx, { models, environment }: SyncContext, hadMirror: boolean): Promise<number> {
  const archive = groupByName(await tx.archive())
  const keys = [...(await tx.entries()), ...[...archive.values()].flat()]
  const before = await loadRecords(tx, keys)
  const gone = await tx.endSnapshot()
  const records = await loadRecords(tx, keys)
  for (const key of records.keys()) {
    const was = hadMirror ? before.of(key).row : 'unknown'
    records.move(key, recover(models, records.of(key), archive.get(recordName(key)) ?? [], was))
  }
  await records.write(tx, timeOf(environment))
  return gone
}

function readLines(lines: readonly unknown[], at: string) {
  const unreadable: SyncEvent[] = []
  const read = lines.flatMap((line) => {
    const known = readLine(line)
    if (known) return known
    unreadable.push({ at, kind: 'unreadable', detail: { row: line } })
    return []
  })
  return { read, unreadable }
}
