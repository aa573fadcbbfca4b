import { i18n } from '@lingui/core'
import { hasBackgroundSync } from '../../../sync/background-sync.ts'

/** Why the last attempt to send did not work, in words where the browser has only jargon, and what will be done about it. */
export function attemptText(error: string): string {
  if (!isUnreachable(error)) return i18n.t('The last attempt failed: {error}', { error })
  return hasBackgroundSync()
    ? i18n.t('The server cannot be reached. What waits is safe here and is sent when it answers again.')
    : i18n.t(
        'The server cannot be reached. What waits is safe here, and is sent when the server answers again and Satchel is open.',
      )
}

/** Did the server itself say nothing? */
export function isUnreachable(error: string): boolean {
  return UNREACHABLE.test(error)
}

/** A request without an answer is one of these names in every browser, with a text of its own in each; or somebody else answered. */
const UNREACHABLE = /^(TypeError|AbortError|TimeoutError|NetworkError)\b|not an answer of this server/
