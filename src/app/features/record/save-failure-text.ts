import { i18n } from '@lingui/core'
import { QuotaExceeded } from '../../../sync/errors.ts'

/** Why a save did not work: what happened, what is safe, what to do. */
export function saveFailureText(cause: unknown): string {
  if (cause instanceof QuotaExceeded)
    return i18n.t(
      'Not saved: the storage of this device is full. What you typed is still here. Free some space, then save again.',
    )
  return i18n.t(
    'Not saved: this device’s storage did not answer. What you typed is still here. Save again; if that does not help, reload.',
  )
}
