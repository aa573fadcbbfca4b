/** What a cell of the coverage may be. */
export type Cell =
  /** It must be reached. */
  | 'reached'
  /** It cannot be: the reason, in one line. Reached, it is a fault of the simulation or of the reason. */
  | { readonly impossible: string }

/**
 * Reads a table as a person writes it: a line of columns, then a line for each row, its name up to the last colon. `x` must be
 * reached, any other letter is one of the reasons.
 */
export function readTable(text: string, reasons: { readonly [letter: string]: string }): Map<string, Cell> {
  const [head = '', ...rows] = text.trim().split('\n')
  const columns = head.trim().split(/ +/)
  const cells = new Map<string, Cell>()
  for (const row of rows) {
    const at = row.lastIndexOf(':')
    const marks = row
      .slice(at + 1)
      .trim()
      .split(/ +/)
    if (at < 0 || marks.length !== columns.length) throw new Error(`not a row of ${columns.length}: ${row}`)
    marks.forEach((mark, n) => cells.set(`${row.slice(0, at).trim()}: ${columns[n]}`, cellOf(mark, reasons)))
  }
  return cells
}

function cellOf(mark: string, reasons: { readonly [letter: string]: string }): Cell {
  if (mark === 'x') return 'reached'
  const impossible = reasons[mark]
  if (impossible === undefined) throw new Error(`no reason ${mark}`)
  return { impossible }
}

/** @returns what is wrong: never reached, reached though it cannot be, not in the table */
export function checkCells(
  group: string,
  cells: ReadonlyMap<string, Cell>,
  coverage: ReadonlyMap<string, number>,
): string[] {
  const wrong = [...cells].flatMap(([name, cell]) => {
    const isReached = coverage.has(`${group}/${name}`)
    if (cell === 'reached') return isReached ? [] : [`never reached: ${group}/${name}`]
    return isReached ? [`reached, though “${cell.impossible}”: ${group}/${name}`] : []
  })
  const unknown = [...coverage.keys()].filter(
    (key) => key.startsWith(`${group}/`) && !cells.has(key.slice(group.length + 1)),
  )
  return [...wrong, ...unknown.map((key) => `not in the table: ${key}`)]
}

/** How often each cell was reached, in the table's own shape; `-` cannot be. */
export function printTable(
  group: string,
  cells: ReadonlyMap<string, Cell>,
  coverage: ReadonlyMap<string, number>,
): void {
  const rows = new Map<string, Map<string, string>>()
  const columns = new Set<string>()
  for (const [name, cell] of cells) {
    const at = name.lastIndexOf(': ')
    const [row, column] = [name.slice(0, at), name.slice(at + 2)]
    columns.add(column)
    const times = typeof cell === 'string' ? String(coverage.get(`${group}/${name}`) ?? 0) : '-'
    rows.set(row, (rows.get(row) ?? new Map<string, string>()).set(column, times))
  }
  const width = Math.max(...[...rows.keys()].map(({ length }) => length))
  const widths = [...columns].map(({ length }) => Math.max(6, length) + 1)
  const line = (name: string, texts: readonly string[]): string =>
    `  ${name.padEnd(width)}${texts.map((text, n) => text.padStart(widths[n] ?? 0)).join('')}`
  console.log(line(group, [...columns]))
  for (const [name, times] of rows)
    console.log(
      line(
        name,
        [...columns].map((column) => times.get(column) ?? ''),
      ),
    )
}
