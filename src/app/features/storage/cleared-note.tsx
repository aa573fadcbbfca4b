import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { isSignedIn } from '../session/session.ts'
import { lostText } from './lost-text.ts'
import { readMark } from './storage-mark.ts'

/**
 * On the sign-in page of a browser that knows nobody: says so if it once did. Safari forgets after seven days what scripts have
 * stored, cookies too, but not the server's own: whoever still has a session has been here before, or has just signed in.
 */
export function ClearedNote() {
  const mark = readMark()
  const [hasSession, setHasSession] = useState(false)
  const mustAsk = mark === undefined
  useEffect(() => {
    let ended = false
    if (mustAsk) void isSignedIn().then((is) => !ended && setHasSession(is))
    return () => {
      ended = true
    }
  }, [mustAsk])
  const text = mark ? lostText(mark.unsent) : hasSession ? maybeText() : undefined
  if (text === undefined) return null
  return (
    <p role="status" className="rounded-card bg-needs-you-tint px-3 py-2 text-15">
      {text}
    </p>
  )
}

function maybeText(): string {
  return i18n.t(
    'Nothing is stored here, though you are signed in. If you have used Satchel in this browser before, it has cleared its storage: what is on the server comes back, what had not been sent does not.',
  )
}
