import { i18n } from '@lingui/core'

/** A start that waits for a tab of the version before: what happened, what is safe, what to do. */
export function blockedText(): string {
  return i18n.t(
    'This version of Satchel opens once its other tabs are closed: one of them still has the version before. What was saved is still there.',
  )
}
