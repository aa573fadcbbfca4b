import type { HistoryAnswer, HistoryLine } from '../../contract/wire/history.ts'
import { parseMark } from '../../contract/mark.ts'
import type { PullAnswer } from '../../contract/wire/pull.ts'
import type { PulledRow } from './change.ts'
import type { Gate } from './gate.ts'
import type { Wire } from './wire.ts'

/** Everything of the scope, and the mark at which that was. @throws Error if a page is refused */
export async function pullAll(wire: Wire): Promise<{ rows: PulledRow[]; cursor: string }> {
  const rows: PulledRow[] = []
  for (let cursor: string | undefined; ;) {
    const page = await pullPage(wire, cursor, 5_000)
    rows.push(...page.rows)
    if (!page.hasMore) return { rows, cursor: page.cursor }
    cursor = page.cursor
  }
}

/** @returns newest first */
export async function historyOf(wire: Wire, model: string, id: string): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = []
  for (let before = ''; ;) {
    const { status, text } = await wire.get(`/api/history?scope=demo&model=${model}&id=${id}&limit=5000${before}`)
    if (status !== 200) throw new Error(`history: ${status} ${text}`)
    // The server's own answer, read by its own test.
    const page = JSON.parse(text) as Omit<HistoryAnswer, 'data'> & { data: HistoryLine[] }
    lines.push(...page.data)
    if (!page.has_more) return lines
    before = `&before=${page.data.at(-1)?.seq}`
  }
}

/**
 * One who follows by its cursor through all restarts: no page is refused, numbers rise, and what was acknowledged before a pull
 * began is in it or before it.
 * @param acknowledged the highest seq that a client has heard of
 * @returns how many pages it read
 */
export async function follow(
  wire: Wire,
  gate: Gate,
  { isOver, acknowledged }: { readonly isOver: () => boolean; readonly acknowledged: () => number },
  violated: (sentence: string) => void,
): Promise<number> {
  let since: string | undefined
  let pages = 0
  while (!isOver()) {
    await gate.open()
    const before = acknowledged()
    const page = await pullPage(wire, since, 500).catch((error: unknown) => {
      // Anything but a connection that broke, or a database that is away, is an answer that must not be.
      if (!(error instanceof TypeError) && !String(error).includes(NOT_NOW))
        violated(`the follower's pull from ${since}: ${String(error)}`)
      return undefined
    })
    if (!page) continue
    pages++
    let last = seqOf(since)
    for (const { seq, model, id } of page.rows) {
      if (seq <= last) violated(`a pull from ${since} brought ${model}/${id} with seq ${seq} after ${last}`)
      last = seq
    }
    if (!page.hasMore && seqOf(page.cursor) < before) violated(`seq ${before} was acknowledged; then a pull saw less`)
    since = page.cursor
  }
  return pages
}

const NOT_NOW = 'pull: 503'

/** Devices read nothing in a mark; we look whether it is right. */
export function seqOf(mark: string | undefined): number {
  return mark === undefined ? 0 : (parseMark(mark)?.seq ?? -1)
}

async function pullPage(wire: Wire, since: string | undefined, limit: number) {
  const from = since === undefined ? '' : `&since=${since}`
  const { status, text } = await wire.get(`/api/sync/pull?scope=demo&limit=${limit}${from}`)
  if (status !== 200) throw new Error(`pull: ${status} ${text}`)
  // As above.
  const {
    changes,
    cursor,
    has_more: hasMore,
  } = JSON.parse(text) as Omit<PullAnswer, 'changes'> & { changes: PulledRow[] }
  return { rows: changes, cursor, hasMore }
}
