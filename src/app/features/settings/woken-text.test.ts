import { readdirSync, readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { activateLanguage } from '../../i18n/i18n.ts'
import { wokenText } from './woken-text.ts'

beforeAll(() => activateLanguage())

it.each(reasonsInSource())('[UI28] the sync log says in words that it was woken by “%s”', (reason) => {
  expect(wokenText(reason)).toMatch(/^Woken: .* /)
})

it('[UI28] every kind of wake-up is found in the source; one of another version is shown as it is called', () => {
  const known = ['started', 'asked', 'saved', 'decided', 'online', 'hinted', 'liveBroke', 'activated', 'sync']
  expect(reasonsInSource()).toEqual(expect.arrayContaining(known))
  expect(wokenText('nextYears')).toBe('Woken: nextYears')
})

/** What app, worker and engine call their wake-ups: the first text that they hand to what wakes. */
function reasonsInSource(): readonly string[] {
  const files = ['app', 'db', 'sw', 'sync'].flatMap((folder) =>
    readdirSync(`src/${folder}`, { recursive: true, encoding: 'utf8' }).map((name) => `src/${folder}/${name}`),
  )
  const sources = [...files, 'src/sw.ts'].filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  const wakes = /\b(?:wake|drain|drainNow|drainAll|drainOrReject|inBackground)\((?:devices, )?'(\w+)'/g
  const found = sources.flatMap((name) => [...readFileSync(name, 'utf8').matchAll(wakes)].map(([, reason]) => reason))
  return [...new Set(found)].filter((reason) => reason !== undefined).sort()
}
