import { i18n } from '@lingui/core'
import { models } from '../../../../contract/models/index.ts'
import type { Meanwhile, PendingChange } from '../../../db/local-api.ts'
import type { ParkedReason } from '../../../sync/core/types.ts'
import { listText } from '../../i18n/show-value.ts'
import { fieldErrorText } from '../record/field-error-text.ts'
import { fieldWord, modelWord } from './operation-text.ts'

/** Why a change needs a person: what happened, in words. For a missing reference, or a record in use, the region says more with components of its own. */
export function reasonText(change: PendingChange, reason: ParkedReason): string {
  switch (reason.kind) {
    case 'conflict':
      return conflictText(change, reason)
    case 'deleted':
      return deletedText(reason.by)
    case 'failed':
      return i18n.t('It failed again and again while others got through: {message}', { message: reason.message })
    case 'refused':
      return refusalText(change, reason)
  }
}

/** @param by '' if nobody knows */
export function deletedText(by: string): string {
  return by === '' ? i18n.t('This record was deleted.') : i18n.t('This record was deleted by {by}.', { by })
}

/** What others have changed while this waits: no question yet, and perhaps none at all. */
export function meanwhileText(change: PendingChange, { fields, by }: Meanwhile): string {
  const names = listText(fields.map((name) => fieldWord(change.model, name)))
  return by === undefined
    ? i18n.t('Others changed {fields} meanwhile.', { fields: names })
    : i18n.t('{by} changed {fields} meanwhile.', { by, fields: names })
}

/** The fields named by a refusal, with the server's word for each put into a sentence. */
export function fieldReasons(change: PendingChange, fields: { readonly [field: string]: string }): string {
  return Object.entries(fields)
    .map(([name, why]) => i18n.t('{field}: {why}', { field: fieldWord(change.model, name), why: fieldErrorText(why) }))
    .join(' ')
}

function conflictText(change: PendingChange, reason: Extract<ParkedReason, { kind: 'conflict' }>): string {
  const holders = Object.values(reason.theirs)
  const names = [...new Set(holders.map(({ by }) => by))]
  // Of several changes that came in at once, only the last one's author is known.
  const who = holders.some(({ isOfRow }) => isOfRow) ? i18n.t('others') : listText(names)
  const inOrder = Object.keys(models.get(change.model)?.fields ?? {}).filter((name) => reason.fields.includes(name))
  const fields = listText(inOrder.map((name) => fieldWord(change.model, name)))
  return change.op === 'delete'
    ? i18n.t('You deleted this record; {who} changed {fields}.', { who, fields })
    : i18n.t('You and {who} changed {fields}.', { who, fields })
}

function refusalText(change: PendingChange, reason: Extract<ParkedReason, { kind: 'refused' }>): string {
  switch (reason.code) {
    case 'INVALID':
      return fieldReasons(change, reason.fields) || i18n.t('The server did not accept the values.')
    case 'NOT_UNIQUE':
      return i18n.t('{fields} is already used by another record.', { fields: namesOf(change, reason.fields) })
    case 'FORBIDDEN':
      return i18n.t('You may not change this.')
    case 'MISSING_REFERENCE':
      return i18n.t('A record that this one refers to was deleted.')
    case 'REFERENCED':
      return i18n.t('Other records use this.')
    case 'NOT_FOUND':
      return i18n.t('The server does not know this record.')
    case 'TOO_LARGE':
      return i18n.t('This change is too large for the server. Make a text of it shorter, or keep it as a file.')
    case 'DAMAGED':
      return i18n.t(
        'The storage of this device is damaged: this change could not be read. Enter it again, then discard it here.',
      )
    case 'UNKNOWN_MODEL':
      return i18n.t('The server does not know {model}.', { model: modelWord(change.model) })
    default:
      return reason.message
  }
}

function namesOf(change: PendingChange, fields: { readonly [field: string]: string }): string {
  return listText(Object.keys(fields).map((name) => fieldWord(change.model, name)))
}
