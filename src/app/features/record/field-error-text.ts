import { i18n } from '@lingui/core'
import type { Field } from '../../../../contract/model.ts'
import { valueToInput } from './input.ts'

/** The contract's or the server's word for what is wrong with a value of a field, as a sentence. @param why may be unknown to this build */
export function fieldErrorText(why: string, field?: Field): string {
  switch (why) {
    case 'required':
      return i18n.t('This is needed.')
    case 'wrong_type':
      return wrongTypeText(field)
    case 'too_long':
      return i18n.t('This is too long.')
    case 'bad_text':
      return i18n.t('This contains characters that cannot be stored.')
    case 'bad_date':
      return i18n.t('This is not a date.')
    case 'bad_id':
      return i18n.t('Choose one from the list.')
    case 'bad_email':
      return i18n.t('This is not an e-mail address.')
    case 'bad_url':
      return i18n.t('This is not a web address.')
    case 'bad_pattern':
      return i18n.t('This does not have the right form.')
    case 'not_an_option':
      return i18n.t('Choose one from the list.')
    case 'too_small':
      return i18n.t('This is too small.')
    case 'too_large':
      return i18n.t('This is too large.')
    case 'not_unique':
    case 'taken':
      return i18n.t('Another record has this already.')
    case 'missing':
    case 'missing_reference':
      return i18n.t('This record does not exist any more.')
    default:
      return why
  }
}

/** With what to do where an editor takes any text. */
function wrongTypeText(field: Field | undefined): string {
  if (field?.kind === 'integer') return i18n.t('This is not a whole number.')
  if (field?.kind === 'money')
    return i18n.t('This is not an amount. Write it like {example}.', { example: valueToInput(field, 123_450) })
  return i18n.t('This is not a valid value.')
}
