import type { FieldErrors } from '../../contract/validate.ts'
import type { DrainReport } from './drain-report.ts'

/** The browser gave no storage, or lost it: nothing was stored. `cause` is the driver's error. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
}

/** The disk or the origin's share of it is full: nothing was stored. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded'
}

/** The change was sent and its answer is not known yet: it can be neither discarded nor decided. */
export class EntryInFlight extends Error {
  override readonly name = 'EntryInFlight'
}

/** Other waiting changes refer to the record that this one creates: they could never be sent without it. */
export class HasChildren extends Error {
  override readonly name = 'HasChildren'
}

/** No waiting change has this key, or not one that this call is for. */
export class NoSuchEntry extends Error {
  override readonly name = 'NoSuchEntry'
}

/** `mutate`, `sync` … before `start()` has resolved. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted'
}

/** `start()` a second time. */
export class AlreadyStarted extends Error {
  override readonly name = 'AlreadyStarted'
}

/** Any call after `stop()`; a stopped client stays stopped. */
export class AlreadyStopped extends Error {
  override readonly name = 'AlreadyStopped'
}

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

/** `update` or `delete` of a record that is not on this device. */
export class NoSuchRecord extends Error {
  override readonly name = 'NoSuchRecord'
}

/** A sync did not get through; it will be tried again unless it waits for a person (`report.end`). */
export class SyncFailed extends Error {
  override readonly name = 'SyncFailed'
  readonly report: DrainReport
  constructor(report: DrainReport) {
    super(`sync: ${'error' in report.end ? report.end.error : report.end.kind}`)
    this.report = report
  }
}
