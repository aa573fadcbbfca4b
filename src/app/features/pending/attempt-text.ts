import { i18n } from '@lingui/core'

/** Why the last attempt to send did not work, in words where the browser has only jargon. */
export function attemptText(error: string): string {
  return UNREACHABLE.test(error)
    ? i18n.t('The server cannot be reached. What waits is safe here and is sent when it answers again.')
    : i18n.t('The last attempt failed: {error}', { error })
}

/** How Chromium, Firefox and Safari put it when a request gets no answer. */
const UNREACHABLE = /failed to fetch|networkerror|load failed|network error/i
