import { i18n } from '@lingui/core'
import type { PendingChange } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { announce } from '../shell/announcements.ts'

/** Lets changes go that wait for the person's word, and says so. */
export function useConfirm(): (changes: readonly PendingChange[]) => Promise<void> {
  const satchel = useSatchel()
  return async (changes) => {
    await satchel.confirm(changes.map(({ key }) => key))
    const count = changes.length
    announce(i18n.t('{count, plural, one {# change confirmed} other {# changes confirmed}}', { count }))
  }
}
