import type { FieldErrors } from '../../contract/validate.ts'
import { QuotaExceeded, StorageUnavailable } from '../sync/errors.ts'

/** The record was not stored: these fields are not valid. */
export class InvalidRecord extends Error {
  override readonly name = 'InvalidRecord'
  readonly fields: FieldErrors
  constructor(model: string, fields: FieldErrors) {
    super(
      `${model}: ${Object.entries(fields)
        .map(([field, why]) => `${field} ${why}`)
        .join(', ')}`,
    )
    this.fields = fields
  }
}

/** No model of that name is declared. */
export class UnknownModel extends Error {
  override readonly name = 'UnknownModel'
}

/** The browser's error under the name that the app knows; what is a bug of ours stays as it is. */
export function storageError(error: unknown): unknown {
  if (nameOf(error) === 'QuotaExceededError') return new QuotaExceeded('the disk is full', { cause: error })
  return isConnectionLost(error) ? new StorageUnavailable('the browser lost its storage', { cause: error }) : error
}

/** May a second connection do what this one could not (F27)? By name: each browser has other words for it. */
export function isConnectionLost(error: unknown): boolean {
  return LOST.has(nameOf(error))
}

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
