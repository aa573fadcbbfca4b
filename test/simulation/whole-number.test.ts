import { expect, it } from 'vitest'
import { WrongOption, wholeNumber } from './whole-number.ts'

it('[SI6] what is no number of seeds is refused, and not taken for none', () => {
  expect([wholeNumber('seeds', '100000'), wholeNumber('from', '0', 0)]).toEqual([100_000, 0])
  for (const text of ['abc', '', '0', '-1', '1.5', '1e3', '9'.repeat(16)]) {
    expect(() => wholeNumber('seeds', text)).toThrow(
      new WrongOption(`--seeds is a whole number of at least 1, not "${text}"`),
    )
  }
})
