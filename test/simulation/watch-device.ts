import type { SealedEntry } from '../../src/sync/core/types.ts'
import type { Book } from './book.ts'
import { cover } from './coverage.ts'
import type { Tap } from './tap.ts'
import type { Committed, Watcher } from './watching-store.ts'

/** The oracles of every single transaction of one device. */
export function watchDevice(book: Book, tap: Tap, name: string): Watcher {
  return {
    violated: (oracle, detail) => book.violated(oracle, `${name}: ${detail}`),
    committed: (what) => {
      book.log(name, what.events)
      for (const { kind } of what.events) cover('event', kind)
      checkOutbox(book, tap, name, what)
      checkRows(book, name, what)
    },
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
