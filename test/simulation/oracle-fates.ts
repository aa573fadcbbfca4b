import type { Entry } from '../../src/sync/core/types.ts'
import { type Edit, isEdit, type Removal } from './book.ts'
import { detailOf } from './oracle-history.ts'
import { readHistory, readLosses } from './server-data.ts'
import type { HistoryRow, World } from './world.ts'

/** Every edit of every person is on the server, waits, or is gone for a reason that was written down. */
export async function checkFates(world: World): Promise<void> {
  const { book } = world
  const told = await toldByServer(world)
  for (const device of world.devices) {
    const waiting = textsByRecord(await device.entries())
    const events = eventTexts(world, device.name)
    const edits = book.edits.filter((edit) => edit.device === device.name)
    const removals = book.removals.filter((removal) => removal.device === device.name)
    for (const edit of edits) {
      if (edit.excuse !== undefined || edit.value === null) continue
      const name = `${edit.model}/${edit.id}`
      const value = JSON.stringify(edit.value)
      const isTold = [told, waiting, events].some((texts) => (texts.get(name) ?? '').includes(value))
      if (isTold || isSuperseded(edit, edits, removals)) continue
      const lost = linesLost(world, edit, (line) => Object.values(detailOf(line).after).some((it) => it === edit.value))
      if (lost.length > 0 && lost.every((it) => mayStayLost(world, edit, it))) continue
      const oracle = lost.length > 0 ? 'what a restore took comes back' : 'no edit is lost without a trace'
      book.violated(oracle, `${device.name}: ${name} ${edit.field} = ${value}`)
    }
    for (const removal of removals) {
      const name = `${removal.model}/${removal.id}`
      const isTold =
        removal.excuse !== undefined ||
        removal.isTakenBack ||
        (told.get(name) ?? '').includes('delete ') ||
        waiting.has(name) ||
        events.has(name) ||
        isSuperseded(removal, edits, [])
      if (isTold) continue
      const lost = linesLost(world, removal, ({ op }) => op === 'delete')
      if (lost.length > 0 && lost.every((it) => mayStayLost(world, removal, it))) continue
      const oracle = lost.length > 0 ? 'what a restore took comes back' : 'no edit is lost without a trace'
      book.violated(oracle, `${device.name}: ${name} was deleted`)
    }
  }
}

/** A device's storage is gone: what was its only copy, and what nobody but it could have brought back after a restore. */
export async function storageLost(world: World, device: string): Promise<void> {
  const told = await toldByServer(world)
  const events = eventTexts(world, device)
  for (const it of [...world.book.edits, ...world.book.removals]) {
    if (it.device !== device) continue
    const name = `${it.model}/${it.id}`
    const text = isEdit(it) ? JSON.stringify(it.value) : 'delete '
    it.isForgotten = true
    const isTold = [told, events].some((texts) => (texts.get(name) ?? '').includes(text))
    if (!isTold) it.excuse ??= 'its storage was lost'
  }
}

/** An archive keeps what was acknowledged for so long; the rest of a day for the way to the server. */
const ARCHIVED_MS = 29 * 86_400_000

interface LostLine {
  /** What that history told of the record afterwards. */
  readonly later: readonly HistoryRow[]
  /** The restored backup knew nothing of the record. */
  readonly isMadeSince: boolean
}

/** Where the last restore took it away that did: it was there again until then, whatever earlier ones took. */
function linesLost(
  { lostHistories }: World,
  { model, id }: Edit | Removal,
  isIt: (line: HistoryRow) => boolean,
): LostLine[] {
  for (const { rows, kept } of lostHistories.toReversed()) {
    const own = rows.filter((line) => line.model === model && line.id === id)
    const lost = own.filter((line) => line.seq > kept && isIt(line))
    const isMadeSince = (own[0]?.seq ?? 0) > kept
    if (lost.length > 0) return lost.map((line) => ({ later: own.filter(({ seq }) => seq > line.seq), isMadeSince }))
  }
  return []
}

/** Others had changed it again before, no device is left that could know, or there is nothing any more that was to be deleted. */
function mayStayLost({ loop }: World, it: Edit | Removal, { later, isMadeSince }: LostLine): boolean {
  const isAbout = (line: HistoryRow): boolean => {
    const { before, after } = detailOf(line)
    return !isEdit(it) || line.op === 'delete' || it.field in before || it.field in after
  }
  const isOld = loop.nowMs() - it.atMs > ARCHIVED_MS
  return it.isForgotten === true || isOld || later.some(isAbout) || (!isEdit(it) && isMadeSince)
}

/** The same person changed it again on the same device before it left. */
function isSuperseded(it: Edit | Removal, edits: readonly Edit[], removals: readonly Removal[]): boolean {
  const isLater = (other: Edit | Removal): boolean =>
    other.model === it.model &&
    other.id === it.id &&
    other.key > it.key &&
    (!isEdit(other) || !isEdit(it) || other.field === it.field)
  return edits.some(isLater) || removals.some(isLater)
}

async function toldByServer({ server }: World): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const { model, id, op, detail } of [...(await server.look(readHistory)), ...(await server.look(readLosses))]) {
    add(texts, `${model}/${id}`, `${op} ${detail}`)
  }
  return texts
}

function eventTexts({ book }: World, device: string): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { detail } of book.events.get(device) ?? []) {
    add(texts, `${String(detail['model'])}/${String(detail['id'])}`, JSON.stringify(detail))
  }
  return texts
}

function textsByRecord(entries: readonly Entry[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { model, id, ...entry } of entries) add(texts, `${model}/${id}`, JSON.stringify(entry))
  return texts
}

function add(texts: Map<string, string>, name: string, text: string): void {
  texts.set(name, `${texts.get(name) ?? ''}${text}\n`)
}
