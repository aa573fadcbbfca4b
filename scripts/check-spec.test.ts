import { expect, it } from 'vitest'
import { checkSpec, withTests } from './check-spec.mjs'

const rules = (...ids: string[]) => ['| id | rule |', '| --- | --- |', ...ids.map((id) => `| ${id} | … |`)].join('\n')
const failures = ['| F1 | lost | repeat |  |', '| F2 | twice | once | old.test.ts |'].join('\n')
const later = '| F3 | no network | later | does not apply yet: there is none |'
/** Built from parts: the checker reads this file too. */
const citing = (...ids: string[]) => `it('${ids.map((id) => `[${id}]`).join(' ')} works', () => {})`

it('[TL8] all is well when every rule has a test and every test a rule', () => {
  const tests = { 'a.test.ts': citing('AA1', 'F1', 'F2'), 'b.test.ts': `it.each([1])(\n  \`[${'AA2'}] %s\`, f)` }
  expect(checkSpec({ 'a.md': rules('AA1', 'AA2') }, failures, tests).errors).toEqual([])
})

it.each([
  ['a rule without a test', { 'a.md': rules('AA1', 'AA2') }, citing('AA1'), 'AA2 of a.md has no test'],
  [
    'an unknown id',
    { 'a.md': rules('AA1') },
    citing('AA1', 'AA9'),
    'AA9 is cited by a.test.ts, but no document defines it',
  ],
  [
    'an id defined twice',
    { 'a.md': rules('AA1'), 'b.md': rules('AA1') },
    citing('AA1'),
    'AA1 is defined in a.md and again in b.md',
  ],
])('[TL8] %s is an error', (_, documents, test, error) => {
  const tests = { 'a.test.ts': test, 'failures.test.ts': citing('F1', 'F2') }
  expect(checkSpec(documents, failures, tests).errors).toEqual([error])
})

it.each([
  ['without a test', failures, ['F1'], 'F2 of FAILURES.md has no test, and does not say why'],
  [
    'with a word in place of a reason',
    '| F4 | lost | repeat | does not apply yet: |',
    [],
    'F4 of FAILURES.md has no test, and does not say why',
  ],
  ['that is excused and tested', later, ['F3'], 'F3 of FAILURES.md says that it does not apply yet, but has a test'],
])('[TL8] a failure %s is an error', (_, rows, cited, error) => {
  expect(checkSpec({}, rows, cited.length > 0 ? { 'a.test.ts': citing(...cited) } : {}).errors).toEqual([error])
})

it('[TL8] a failure that does not apply yet says why, and keeps its reason', () => {
  const { errors, citedIn } = checkSpec({}, later, {})
  expect(errors).toEqual([])
  expect(withTests(later, citedIn)).toBe(later)
})

it('[TL8] the list of failures is told where each is tested', () => {
  const { citedIn } = checkSpec({}, failures, { 'x/b.test.ts': citing('F1'), 'a.test.ts': citing('F1') })
  expect(withTests(failures, citedIn)).toBe('| F1 | lost | repeat | a.test.ts, b.test.ts |\n| F2 | twice | once |  |')
})
