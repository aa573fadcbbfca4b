import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatMark, isNewerMark, parseMark } from './mark.ts'

const word = fc.stringMatching(/^[a-z0-9]{1,32}$/)

it('[WP9] a mark reads back as it was written', () => {
  fc.assert(
    fc.property(word, fc.maxSafeNat(), word, (epoch, seq, tag) => {
      expect(parseMark(formatMark({ epoch, seq, tag }))).toEqual({ epoch, seq, tag })
    }),
  )
})

it('[WP9] has the form <epoch>.<seq>.<tag>', () => {
  expect(formatMark({ epoch: 'e7', seq: 913, tag: 'k3v9' })).toBe('e7.913.k3v9')
})

it.each([
  '',
  'e7',
  'e7.913',
  'e7..k',
  '.913.k',
  'e7.913.',
  'e7.913.k.x',
  'e7.-1.k',
  'e7.1.5.k',
  'e7.01.k',
  'e7.1e3.k',
  'e7.9007199254740992.k',
  'e7.99999999999999999.k',
  'E7.1.k',
  'e 7.1.k',
  'e7.1.k\n',
  `${'e'.repeat(33)}.1.k`,
])('[WP9] %j cannot be parsed', (text) => {
  expect(parseMark(text)).toBeUndefined()
})

it.each([
  ['e7.2.k', 'e7.1.k', true],
  ['e7.1.k', 'e7.2.k', false],
  ['e7.1.k', 'e7.1.k', false],
  ['e7.1.k', 'e7.1.other', true],
  ['e8.1.k', 'e7.2.k', true],
  ['e7.1.k', 'no mark', true],
  ['no mark', 'e7.1.k', true],
])('[WP9] is %s news to who knows %s: %s', (mark, than, isNews) => {
  expect(isNewerMark(mark, than)).toBe(isNews)
})
