import { QuotaExceeded, StorageUnavailable } from '../sync/errors.ts'

/** The browser's error under the name that the app knows; what is a bug of ours stays as it is. */
export function storageError(error: unknown): unknown {
  if (isDiskFull(error)) return new QuotaExceeded('the disk is full', { cause: error })
  return isConnectionLost(error) ? new StorageUnavailable('the browser lost its storage', { cause: error }) : error
}

/** May a second connection do what this one could not (F27)? By name: each browser has other words for it. */
export function isConnectionLost(error: unknown): boolean {
  return LOST.has(nameOf(error))
}

export function isDiskFull(error: unknown): boolean {
  return nameOf(error) === 'QuotaExceededError'
}

/** May it be one record that cannot be read, and not the storage (F5)? */
export function isUnreadable(error: unknown): boolean {
  return UNREADABLE.has(nameOf(error))
}

/** Chromium's words for a large value whose file is gone, and what others may say. A key of ours that is none is a `DataError` too. */
const UNREADABLE = new Set(['DataError', 'NotReadableError', 'UnknownError', 'EncodingError'])

const LOST = new Set([
  'InvalidStateError',
  'UnknownError',
  'AbortError',
  'TransactionInactiveError',
  'DatabaseClosedError',
  'NotReadableError',
])

function nameOf(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : ''
}
