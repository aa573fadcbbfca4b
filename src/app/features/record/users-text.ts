import { i18n } from '@lingui/core'
import type { Referrers } from '../../hooks/use-referrers.ts'
import { countText, listText } from '../../i18n/show-value.ts'

/** `2 leases use this.` */
export function usersText(users: readonly Referrers[]): string {
  return i18n.t('{total, plural, one {{names} uses this.} other {{names} use this.}}', {
    total: users.reduce((sum, user) => sum + user.total, 0),
    names: listText(users.map((user) => countText(user.model, user.total))),
  })
}
