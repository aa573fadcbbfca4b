import { beforeAll, expect, it } from 'vitest'
import { activateLanguage } from '../../i18n/i18n.ts'
import { fieldErrorText } from './field-error-text.ts'

beforeAll(activateLanguage)

it.each([
  ['missing_reference', 'This record does not exist any more.'],
  ['not_unique', 'Another record has this already.'],
])('[UI17] the server’s word %s is said as a sentence', (word, sentence) => {
  expect(fieldErrorText(word)).toBe(sentence)
})

it('[UI5] [UI21] what is no number or amount is told how one is written, as the editor reads it', () => {
  expect(fieldErrorText('wrong_type', { kind: 'integer', label: 'Floors' })).toBe('This is not a whole number.')
  const textOf = (currency: string) => fieldErrorText('wrong_type', { kind: 'money', label: 'Rent', currency })
  expect(textOf('EUR')).toBe('This is not an amount. Write it like 1234.50.')
  expect(textOf('JPY')).toBe('This is not an amount. Write it like 123450.')
  expect(fieldErrorText('wrong_type')).toBe('This is not a valid value.')
})
