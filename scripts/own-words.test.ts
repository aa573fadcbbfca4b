import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { withoutOwnWords } from './own-words.ts'

const catalog = readFileSync('src/app/i18n/locales/en.ts', 'utf8')

it('[UI106] the English catalog of a start holds only what is more than its own words', () => {
  const code = withoutOwnWords(catalog)
  expect(code).toContain(String.raw`\"Back to {model}\":[\"Back to \",[\"model\"]]`)
  expect(code).not.toContain('All synced')
})

it('[UI106] a catalog that looks different stops the build', () => {
  expect(() => withoutOwnWords('export const messages = {}')).toThrow('npm run messages')
})
