import type { PendingChange } from '../../../db/local-api.ts'

/** Saves what waits as a file, so that it can leave a device that cannot send. Nothing is taken out of the outbox. */
export function downloadChanges(changes: readonly PendingChange[]): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(changes, null, 2)], { type: 'application/json' }))
  link.download = `satchel-pending-${new Date().toISOString().slice(0, 10)}.json`
  link.click()
  // The download has its own reference by then; a minute is ample and frees the memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
