import { i18n } from '@lingui/core'
import { models } from '../../../../contract/models/index.ts'
import type { SyncEvent } from '../../../sync/core/types.ts'
import { word } from '../../i18n/show-value.ts'
import { isUnreachable } from '../pending/attempt-text.ts'
import { wokenText } from './woken-text.ts'

/** One line of the sync log as a sentence; a kind that this screen does not know is shown as it is called. */
export function eventText({ kind, detail }: SyncEvent): string {
  const model = modelWord(detail['model'])
  switch (kind) {
    case 'woken':
      return wokenText(wordOf(detail['reason']))
    case 'bound':
      return i18n.t('The server knows this device now')
    case 'sent':
      return i18n.t('{count, plural, one {# change sent} other {# changes sent}}', { count: numberOf(detail['count']) })
    case 'answered':
      return answeredText(numberOf(detail['answered']), numberOf(detail['parked']))
    case 'pulled':
      return i18n.t('{rows, plural, one {# change received} other {# changes received}}', {
        rows: numberOf(detail['rows']),
      })
    case 'failed':
      return failedText(wordOf(detail['message'] ?? detail['code'] ?? detail['kind']))
    case 'parked':
      return i18n.t('{model}: needs a person', { model })
    case 'merged':
      return i18n.t('{model}: merged with a change of somebody else', { model })
    case 'overwritten':
      return i18n.t('{model}: a value gave way, by the rule of its field', { model })
    case 'settled':
      return i18n.t('{model}: the server had it already', { model })
    case 'cancelled':
      return i18n.t('{model}: never sent, there was nothing left to send', { model })
    case 'recovered':
      return typeof detail['model'] === 'string'
        ? i18n.t('{model}: sent again after the server was restored', { model })
        : i18n.t('The server was restored from a backup; all records received anew: {rows}', {
            rows: numberOf(detail['rows']),
          })
    case 'imported':
      return i18n.t('{model}: taken in from a file', { model })
    case 'filled':
      return i18n.t('All records received: {rows}', { rows: numberOf(detail['rows']) })
    case 'repaired':
      return i18n.t('{model}: had been seen here only, and is queued now', { model })
    case 'discarded':
      return i18n.t('{model}: discarded on this device', { model })
    case 'resolved':
      return i18n.t('{model}: conflict resolved', { model })
    case 'differed':
      return typeof detail['model'] === 'string'
        ? i18n.t('{model}: differed from the server, and was repaired', { model })
        : i18n.t('This device differed from the server, and is being repaired')
    case 'reread':
      return i18n.t('{model}: could be read at last', { model })
    case 'damaged':
      return i18n.t(
        '{model}: could not be read from the storage of this device, and was made again as far as possible',
        { model },
      )
    case 'unreadable':
      return i18n.t('A record from the server could not be read')
    default:
      return kind
  }
}

function answeredText(answered: number, parked: number): string {
  const text = i18n.t('{answered, plural, one {# change answered} other {# changes answered}}', { answered })
  return parked > 0 ? i18n.t('{text}, {parked} of them need a person', { text, parked }) : text
}

function modelWord(name: unknown): string {
  const model = typeof name === 'string' ? models.get(name) : undefined
  return model ? word(model.label) : i18n.t('Record')
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

/** In words where the browser has only jargon, which diagnostics keep. */
function failedText(reason: string): string {
  return isUnreachable(reason) ? i18n.t('The server could not be reached') : i18n.t('Failed: {reason}', { reason })
}
