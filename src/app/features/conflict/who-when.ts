import { i18n } from '@lingui/core'
import type { Holder } from '../../../sync/core/types.ts'
import { timeText } from '../../i18n/show-value.ts'

/** `Ben, 20 Nov 2026, 09:00`; where only the row's last change is known, it says so. */
export function whoWhen({ by, at, isOfRow }: Holder): string {
  // A server that was restored from a backup may not tell.
  if (by === '' || Number.isNaN(Date.parse(at))) return by
  return isOfRow
    ? i18n.t('{by} or somebody before, by {time}', { by, time: timeText(at) })
    : i18n.t('{by}, {time}', { by, time: timeText(at) })
}
