import { i18n } from '@lingui/core'
import { exportFile, type PendingExport } from '../../../sync/device/export-file.ts'

/** Saves what waits as a file, so that it can leave a device that cannot send. @returns what to tell the person */
export function downloadExports(exports: readonly PendingExport[]): string {
  const at = new Date().toISOString()
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([exportFile(exports, at)], { type: 'application/json' }))
  link.download = `satchel-pending-${at.slice(0, 10)}.json`
  link.click()
  // The download has its own reference by then; a minute is ample and frees the memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return savedText(exports)
}

function savedText(exports: readonly PendingExport[]): string {
  const count = sum(exports, ({ outbox, journal }) => outbox.length + journal.length)
  const lost = sum(exports, ({ unreadable }) => sum(Object.values(unreadable), (n) => n))
  const text = i18n.t('{count, plural, one {# change saved to a file.} other {# changes saved to a file.}}', { count })
  if (lost === 0) return text
  return `${text} ${i18n.t('{lost, plural, one {# damaged record could not be read.} other {# damaged records could not be read.}}', { lost })}`
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0)
}
