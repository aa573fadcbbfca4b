import { i18n } from '@lingui/core'

/** The browser has cleared the storage: what happened, what is safe, what to do. */
export function lostText(unsent: number): string {
  const happened = i18n.t('This browser has cleared what Satchel had stored here. What is on the server comes back.')
  if (unsent === 0) return happened
  return `${happened} ${i18n.t(
    '{unsent, plural, one {When Satchel was last open here, # record was not on the server yet: see whether it is there, and enter it again if it is not.} other {When Satchel was last open here, # records were not on the server yet: see whether they are there, and enter them again if they are not.}}',
    { unsent },
  )}`
}
