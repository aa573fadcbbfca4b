import type { Entry } from '../../src/sync/core/types.ts'
import type { Edit, Removal } from './book.ts'
import { readHistory, readLosses } from './server-data.ts'
import type { HistoryRow, World } from './world.ts'

/** Every edit of every person is on the server, waits, or is gone for a reason that was written down. */
export async function checkFates(world: World): Promise<void> {
  const { book, server } = world
  const told = textsOf(server.look(readHistory), server.look(readLosses))
  const lost = textsOf(world.lostHistories.flatMap(({ rows }) => rows))
  for (const device of world.devices) {
    const entries = await device.entries()
    const waiting = textsByRecord(entries)
    const events = new Map<string, string[]>()
    for (const { detail } of book.events.get(device.name) ?? []) {
      const name = `${String(detail['model'])}/${String(detail['id'])}`
      events.set(name, [...(events.get(name) ?? []), JSON.stringify(detail)])
    }
    const mine = book.edits.filter((edit) => edit.device === device.name)
    const removals = book.removals.filter((removal) => removal.device === device.name)
    for (const edit of mine) {
      if (edit.excuse !== undefined || edit.value === null) continue
      const name = `${edit.model}/${edit.id}`
      const value = JSON.stringify(edit.value)
      const isTold =
        (told.get(name) ?? '').includes(value) ||
        (waiting.get(name) ?? '').includes(value) ||
        (events.get(name) ?? []).some((text) => text.includes(value)) ||
        isSuperseded(edit, mine, removals)
      // A restored backup: what others had changed again before it is not brought back.
      const wasLost = (lost.get(name) ?? '').includes(value)
      if (isTold || (wasLost && (events.get(name) ?? []).length + world.lostHistories.length > 0)) continue
      book.violated('no edit is lost without a trace', `${device.name}: ${name} ${edit.field} = ${value}`)
    }
    for (const removal of removals) checkRemoval(world, removal, mine, waiting, events, told)
  }
}

/** The same person changed it again on the same device before it left. */
function isSuperseded(edit: Edit, edits: readonly Edit[], removals: readonly Removal[]): boolean {
  const isLater = (it: Edit | Removal): boolean =>
    it.model === edit.model && it.id === edit.id && it.key > edit.key && (!('field' in it) || it.field === edit.field)
  return edits.some(isLater) || removals.some(isLater)
}

function checkRemoval(
  { book, lostHistories }: World,
  removal: Removal,
  edits: readonly Edit[],
  waiting: ReadonlyMap<string, string>,
  events: ReadonlyMap<string, readonly string[]>,
  told: ReadonlyMap<string, string>,
): void {
  const name = `${removal.model}/${removal.id}`
  const isTold =
    removal.excuse !== undefined ||
    lostHistories.length > 0 ||
    waiting.has(name) ||
    events.has(name) ||
    (told.get(name) ?? '').includes('delete ') ||
    edits.some((edit) => edit.model === removal.model && edit.id === removal.id && edit.key > removal.key)
  if (!isTold) book.violated('no edit is lost without a trace', `${removal.device}: ${name} was deleted`)
}

function textsOf(...histories: readonly HistoryRow[][]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { model, id, op, detail } of histories.flat()) {
    const name = `${model}/${id}`
    texts.set(name, `${texts.get(name) ?? ''}${op} ${detail}\n`)
  }
  return texts
}

function textsByRecord(entries: readonly Entry[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { model, id, ...entry } of entries) {
    const name = `${model}/${id}`
    texts.set(name, `${texts.get(name) ?? ''}${JSON.stringify(entry)}\n`)
  }
  return texts
}
