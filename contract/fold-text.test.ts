import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldText } from './fold-text.ts'

it.each([
  ['Ana MÜLLER', 'ana muller'],
  ['e\u0301', 'e'],
  ['Đà Nẵng', 'đa nang'],
  ['İstanbul', 'istanbul'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['οδός', 'οδοσ'],
  ['ﬁn ２', 'fin 2'],
  ['Straße', 'straße'],
  ['हिन्दी', 'हिन्दी'],
  ['مرحبا', 'مرحبا'],
  ['', ''],
])('[CT10] [F66] %s is searched as %s', (text, folded) => {
  expect(foldText(text)).toBe(folded)
})

it('[CT10] [F63] folding is final, and the same for both ways to write an accent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(foldText(foldText(text))).toBe(foldText(text))
      expect(foldText(text.normalize('NFC'))).toBe(foldText(text.normalize('NFD')))
    }),
    { numRuns: 1_000 },
  )
})
