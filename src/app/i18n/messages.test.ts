import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { models } from '../../../contract/models/index.ts'
import { messages as arabic } from './locales/ar.ts'
import { messages } from './locales/en.ts'

const app = join(import.meta.dirname, '..')

/** Every text that the sources name: the first argument of `i18n.t(…)`. */
function textsOf(source: string): string[] {
  return [...source.matchAll(/i18n\.t\(\s*(['"])((?:\\.|(?!\1).)+)\1/gs)].map(([, , text = '']) =>
    text.replaceAll(/\\(.)/g, '$1'),
  )
}

/** What a person translates: a text and its translation, '' if there is none yet. */
function translationsIn(catalog: string): [text: string, translation: string][] {
  const po = readFileSync(join(import.meta.dirname, 'locales', catalog), 'utf8')
  const entries = [...po.matchAll(/^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)/gm)]
  return entries.map(([, text = '', translation = '']): [string, string] => [unquote(text), unquote(translation)])
}

function unquote(lines: string): string {
  return [...lines.matchAll(/^"(.*)"$/gm)].map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1')).join('')
}

/** The names that a compiled message puts values in for, within its plurals too. */
function placeholdersOf(message: unknown): Set<string> {
  if (!Array.isArray(message)) return new Set()
  return new Set(
    message.flatMap((token) => {
      if (!Array.isArray(token)) return []
      const [name, , cases] = token as [string, string?, object?]
      return [name, ...Object.values(cases ?? {}).flatMap((one) => [...placeholdersOf(one)])]
    }),
  )
}

/** The forms of every plural in a compiled message. */
function pluralsOf(message: unknown): string[][] {
  if (!Array.isArray(message)) return []
  return message.flatMap((token) => {
    const [, kind, cases = {}] = (Array.isArray(token) ? token : []) as [string?, string?, object?]
    return kind === 'plural' ? [Object.keys(cases)] : []
  })
}

describe('the Arabic catalog', () => {
  it('[UI100] translates every message', () => {
    const missing = translationsIn('ar.po').flatMap(([text, translation]) => (translation === '' ? [text] : []))
    expect(missing, 'translate these in src/app/i18n/locales/ar.po, then `npm run messages`').toEqual([])
    const translated = Object.keys(messages).filter((text) => Object.hasOwn(arabic, text))
    expect(translated, 'the catalogs differ: `npm run messages`').toEqual(Object.keys(messages))
  })

  it('[UI100] puts in what the message puts in', () => {
    const namesIn = (message: unknown) => [...placeholdersOf(message)].toSorted().join()
    const differing = Object.keys(messages).filter((text) => namesIn(messages[text]) !== namesIn(arabic[text]))
    expect(differing, 'these have other {placeholders} in src/app/i18n/locales/ar.po').toEqual([])
  })

  it('[UI102] has every form that Arabic counts in', () => {
    const forms = new Intl.PluralRules('ar').resolvedOptions().pluralCategories.toSorted()
    const wrong = Object.entries(arabic).filter(([, message]) =>
      pluralsOf(message).some(
        (cases) =>
          cases
            .filter((one) => one !== 'offset')
            .toSorted()
            .join() !== forms.join(),
      ),
    )
    expect(Object.values(arabic).flatMap(pluralsOf).length).toBeGreaterThan(30)
    expect(wrong.map(([text]) => text)).toEqual([])
  })
})

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
