import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { models } from '../../../contract/models/index.ts'
import { messages } from './locales/en.ts'

const app = join(import.meta.dirname, '..')

/** Every text that the sources name: the first argument of `i18n.t(…)`. */
function textsOf(source: string): string[] {
  return [...source.matchAll(/i18n\.t\(\s*(['"])((?:\\.|(?!\1).)+)\1/gs)].map(([, , text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  )
}

describe('the catalog', () => {
  it('[UI23] holds every text of every screen: `npm run messages` puts a new one in', () => {
    const files = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.test)\.tsx?$/.test(name),
    )
    const texts = files.flatMap((name) => textsOf(readFileSync(join(app, name), 'utf8')))
    expect(texts.length).toBeGreaterThan(100)
    expect(texts.filter((text) => !Object.hasOwn(messages, text))).toEqual([])
  })

  it('[UI23] holds every label and option of the models', () => {
    const words = models.all.flatMap((model) => [
      model.label,
      model.plural,
      ...Object.values(model.fields).flatMap((field) => [
        field.label,
        ...('options' in field ? Object.values<string>(field.options) : []),
      ]),
    ])
    expect(words.filter((word) => !Object.hasOwn(messages, word))).toEqual([])
  })
})
