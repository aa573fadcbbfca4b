/** The cells that a run of CI must reach, by group. */
const NEEDED: { readonly [group: string]: readonly string[] } = {}

export function checkCoverage(coverage: ReadonlyMap<string, number>): string[] {
  return Object.entries(NEEDED).flatMap(([group, cells]) =>
    cells.map((cell) => `${group}/${cell}`).filter((cell) => !coverage.has(cell)),
  )
}

export function printCoverage(coverage: ReadonlyMap<string, number>): void {
  const groups = new Map<string, string[]>()
  for (const [cell, times] of [...coverage].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [group = '', ...rest] = cell.split('/')
    groups.set(group, [...(groups.get(group) ?? []), `${rest.join('/')} ${times}`])
  }
  for (const [group, cells] of groups) console.log(`  ${group}: ${cells.join(', ')}`)
}
