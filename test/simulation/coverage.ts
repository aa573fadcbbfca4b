/** How often something was reached in this thread: `group/cell` → times. */
const reached = new Map<string, number>()

export function cover(group: string, cell: string): void {
  const name = `${group}/${cell}`
  reached.set(name, (reached.get(name) ?? 0) + 1)
}

/** What was reached since the last call. */
export function takeCoverage(): [string, number][] {
  const taken = [...reached]
  reached.clear()
  return taken
}
