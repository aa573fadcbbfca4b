/** Everything of one person's data in one scope that no server has, as plain JSON: each store as it was read. */
export interface PendingExport {
  readonly userId: string
  readonly scope: string
  readonly outbox: readonly unknown[]
  /** What its author sees of the records with changes. */
  readonly local: readonly unknown[]
  readonly drafts: readonly unknown[]
  /** Saves whose end no page has seen (the save journal). */
  readonly journal: readonly unknown[]
  /** What could not be read, by store. */
  readonly unreadable: { readonly [store: string]: number }
}

/** The text of a file that "Import" reads. @param exportedAt RFC 3339 */
export function exportFile(devices: readonly PendingExport[], exportedAt: string): string {
  return JSON.stringify({ satchel: 'export', format: EXPORT_FORMAT, exportedAt, devices }, null, 2)
}

export const EXPORT_FORMAT = 1

/** Is there anything in it that somebody could miss? */
export function isWorthKeeping({ outbox, local, drafts, journal, unreadable }: PendingExport): boolean {
  return [outbox, local, drafts, journal].some(({ length }) => length > 0) || Object.keys(unreadable).length > 0
}
