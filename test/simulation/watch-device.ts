import type { Entry, SavedEntry, SealedEntry } from '../../src/sync/core/types.ts'
import type { Book } from './book.ts'
import { differingFields } from '../../contract/value.ts'
import { cover } from './coverage.ts'
import { befell, befellRecord, type Outbox } from './entry-states.ts'
import type { Tap } from './tap.ts'
import type { Committed, Watcher } from './watching-store.ts'

/** The oracles of every single transaction of one device. */
export function watchDevice(book: Book, tap: Tap, name: string): Watcher {
  const outbox = new Map<number, Entry>()
  const watcher: Watcher = {
    outbox,
    isConfirming: false,
    isMirrorHurt: false,
    saved: (entry) => {
      befellRecord(outbox, entry, (other) => editOf(entry, other))
      outbox.set(entry.key, entry)
    },
    violated: (oracle, detail) => book.violated(oracle, `${name}: ${detail}`),
    committed: (what) => {
      book.log(name, what.events)
      for (const { kind } of what.events) cover('event', kind)
      coverResent(outbox, what)
      coverRows(outbox, what)
      for (const entry of what.written) outbox.set(entry.key, entry)
      for (const key of what.gone) outbox.delete(key)
      checkOutbox(book, tap, name, what)
      if (watcher.isConfirming) checkConfirmed(book, name, what)
      checkRows(book, name, what)
    },
  }
  return watcher
}

/** Where the person wants to look at each change first, only what they have confirmed is sealed. */
function checkConfirmed(book: Book, name: string, { changed }: Committed): void {
  for (const { before, after } of changed) {
    if (before.kind === 'open' && after.kind === 'sealed' && !before.confirmed) {
      book.violated('nothing unconfirmed leaves', `${name}: ${after.body}`)
    }
  }
}

/** What was sent leaves by the server's stored result only; it never changes while it waits (F1, F18). */
function checkOutbox(book: Book, tap: Tap, name: string, { removed, changed, put, events }: Committed): void {
  const isRecovered = events.some(({ kind }) => kind === 'recovered')
  const ended = [
    ...removed,
    ...changed
      .filter(({ before, after }) => before.kind === 'sealed' && after.kind !== 'sealed')
      .map((it) => it.before),
  ]
  for (const entry of ended) {
    if (entry.kind !== 'sealed' || isRecovered || wasJudged(tap, name, entry)) continue
    const isParked = events.some(({ kind, detail }) => kind === 'parked' && detail['id'] === entry.id)
    if (!isParked) book.violated('the outbox shrinks by a stored result only', `${name}: ${entry.body}`)
  }
  for (const { before, after } of changed) {
    if (before.kind !== 'sealed' || after.kind !== 'sealed') continue
    const isSame = before.body === after.body || before.mutationId !== after.mutationId
    if (!isSame) book.violated('a sealed change never changes', `${name}: ${before.body} became ${after.body}`)
  }
  // An entry that nothing was heard of leaves with a reason, or is taken into another of its record.
  for (const entry of removed) {
    if ((entry.kind !== 'open' && entry.kind !== 'parked') || put.has(`${entry.model}/${entry.id}`)) continue
    const isTold = events.some(({ kind, detail }) => kind === 'recovered' || detail['id'] === entry.id)
    if (!isTold) book.violated('no entry goes without a reason', `${name}: ${JSON.stringify(entry)}`)
  }
}

function wasJudged(tap: Tap, name: string, { mutationId }: SealedEntry): boolean {
  return [...(tap.deviceIds.get(name) ?? [])].some((deviceId) => tap.isJudged(deviceId, mutationId))
}

/** Within one history a row never goes back. */
function checkRows(book: Book, name: string, { rows, events }: Committed): void {
  if (events.some(({ kind }) => kind === 'recovered')) return
  for (const { before, after } of rows) {
    if (before && after.version < before.version) {
      const { model, id } = after
      book.violated('a row never goes back', `${name}: ${model}/${id} from ${before.version} to ${after.version}`)
    }
  }
}

/** How a new save meets what already waits of its record. */
function editOf({ op, patch }: SavedEntry, other: Entry): string {
  if (op === 'delete') return 'deleted here'
  if (op === 'create') return 'entered again'
  return Object.keys(patch).some((field) => Object.hasOwn(other.patch, field))
    ? 'edited, same field'
    : 'edited, another'
}

/** What a pull, a snapshot or another history brought to what waits. */
function coverRows(outbox: Outbox, { rows, events }: Committed): void {
  const kinds = new Set(events.map(({ kind }) => kind))
  if (kinds.has('recovered')) return befell(outbox, 'another history')
  if (!kinds.has('pulled') && !kinds.has('filled')) return
  for (const { before, after } of rows) {
    befellRecord(outbox, after, ({ patch }) => {
      if (after.version <= (before?.version ?? 0)) return undefined
      if (after.deleted) return 'pulled, deleted'
      const fields = differingFields(before?.data ?? {}, after.data)
      return fields.some((field) => Object.hasOwn(patch, field)) ? 'pulled, same field' : 'pulled, another'
    })
  }
}

/** What is sent once more: after `RETRY` as it is, after `ID_REUSE` under another number. */
function coverResent(outbox: Outbox, { changed }: Committed): void {
  for (const { before, after } of changed) {
    if (before.kind !== 'sealed' || after.kind !== 'sealed') continue
    const isRetried = after.retries > before.retries
    const isRenumbered = after.mutationId !== before.mutationId
    if (!isRetried && !isRenumbered) continue
    const name = isRetried ? 'answered RETRY' : 'answered ID_REUSE'
    befellRecord(outbox, after, ({ kind }) => (kind === 'sealed' ? name : undefined))
  }
}
