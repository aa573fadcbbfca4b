import type { ListItem } from '../../../db/local-api.ts'
import type { Records } from '../../hooks/use-records.ts'
import type { Rows } from './use-row-window.ts'

/** One row that is there. */
export interface PlacedRow {
  /** React's. */
  readonly key: number
  /** Its place in the whole list. */
  readonly index: number
  /** Undefined as long as it is being read. */
  readonly item: ListItem | undefined
}

/**
 * Which rows are there, and which of those that were there before they are made of. A record that stays keeps its row, wherever
 * it stands now; one that is new at its place takes over the row of the one that was there and is gone: of another answer only
 * the texts are made anew, not a dozen elements a row. Where nothing is known yet of what is wanted, all stays as it is.
 * A record that is held keeps its row as it was also where it is not wanted.
 * @returns to be asked at every rendering; what it remembers are only rows, so that one more question changes nothing that is seen
 */
export function createPlacedRows(): (
  records: Records | undefined,
  wanted: Rows,
  held?: string,
) => readonly PlacedRow[] {
  let rows: readonly PlacedRow[] = []
  let last = 0
  return (records, wanted, held) => {
    const inWindow = placedIn(records, wanted)
    if (inWindow.length > 0 && inWindow.every(({ item }) => item === undefined)) return rows
    const placed = withHeld(
      inWindow,
      rows.find(({ item }) => item && item.id === held),
    )
    const keys = new Map(rows.map((row) => [nameOf(row), row.key]))
    const staying = new Set(placed.map(nameOf))
    const before = rows
    rows = placed.map((row, place) => {
      const there = before[place]
      const free = there && !staying.has(nameOf(there)) ? there.key : undefined
      return { ...row, key: keys.get(nameOf(row)) ?? free ?? ++last }
    })
    return rows
  }
}

function placedIn(records: Records | undefined, { first, count }: Rows): Omit<PlacedRow, 'key'>[] {
  if (!records) return []
  const length = Math.max(0, Math.min(count, records.total - first))
  return Array.from({ length }, (_, n) => ({ index: first + n, item: records.items[first + n - records.offset] }))
}

/** At its own end, so that its element is not moved. */
function withHeld(placed: readonly Omit<PlacedRow, 'key'>[], held: PlacedRow | undefined): Omit<PlacedRow, 'key'>[] {
  const [first] = placed
  if (!held || !first || placed.some(({ item }) => item?.id === held.item?.id)) return [...placed]
  return held.index < first.index ? [held, ...placed] : [...placed, held]
}

function nameOf({ item, index }: Omit<PlacedRow, 'key'>): string | number {
  return item?.id ?? index
}
