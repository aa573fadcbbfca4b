import { i18n } from '@lingui/core'
import type { RecordState } from '../../../db/local-api.ts'
import type { MarkIcon, Tone } from '../../ui/state-mark.tsx'

/** A record's state in words, and how it looks. */
export function recordMark(state: RecordState): { icon: MarkIcon; tone: Tone; text: string } {
  switch (state) {
    case 'synced':
      return { icon: 'synced', tone: 'calm', text: i18n.t('Synced') }
    case 'pending':
      return { icon: 'onDevice', tone: 'waiting', text: i18n.t('On this device') }
    case 'sending':
      return { icon: 'sending', tone: 'waiting', text: i18n.t('Sending') }
    case 'held':
      return { icon: 'held', tone: 'waiting', text: i18n.t('On this device') }
    case 'review':
      return { icon: 'review', tone: 'needsYou', text: i18n.t('Needs review') }
    case 'refused':
      return { icon: 'refused', tone: 'refused', text: i18n.t('Refused') }
  }
}
