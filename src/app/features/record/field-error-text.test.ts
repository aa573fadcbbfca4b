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
