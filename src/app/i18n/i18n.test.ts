import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { i18n } from '@lingui/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildings } from '../../../contract/models/building.ts'
import { leases } from '../../../contract/models/lease.ts'
import { activateLanguage, chooseLanguage, startLanguage } from './i18n.ts'
import { LANGUAGE_TAGS, LANGUAGES } from './languages.ts'
import { countText, listText, newText, showValue } from './show-value.ts'

const page = document.documentElement
const show = showValue(() => undefined)

beforeEach(() => localStorage.clear())
afterEach(() => activateLanguage())

/** What stands on the page before the app has run. */
function firstPaint(languages: readonly string[], chosen: string | null): { lang?: string; dir?: string } {
  const documentElement: { lang?: string; dir?: string } = {}
  const storage = { getItem: (key: string) => (key === 'language' ? chosen : null) }
  const script = readFileSync('public/first-paint.js', 'utf8')
  runInNewContext(script, { document: { documentElement }, localStorage: storage, navigator: { languages } })
  const { lang, dir } = documentElement
  return { ...(lang !== undefined && { lang }), ...(dir !== undefined && { dir }) }
}

describe('the language', () => {
  it.each([
    [['de-AT', 'ar-EG', 'en'], null, 'ar'],
    [['en-GB', 'ar'], null, 'en'],
    [['de', 'fr'], null, 'en'],
    [[], null, 'en'],
    [['en-GB'], 'ar', 'ar'],
    [['ar'], 'en', 'en'],
    [['ar'], 'tlh', 'ar'],
    [['toString'], 'constructor', 'en'],
  ] as const)('[UI100] [UI101] of %j, having chosen %j, is %s at first paint', (languages, chosen, lang) => {
    expect(firstPaint(languages, chosen)).toEqual({ lang, dir: LANGUAGES[lang].dir })
  })

  it('[UI101] the page knows every language of the app before it is painted', () => {
    const found = Object.keys(LANGUAGES).map((language) => firstPaint([language], null).lang)
    expect(found).toEqual(Object.keys(LANGUAGES))
  })

  it('[UI116] what the sign-in page’s head says before the app has run is what the app will say, in every language', async () => {
    const html = new DOMParser().parseFromString(readFileSync('index.html', 'utf8'), 'text/html')
    const style = readFileSync('public/first-paint.css', 'utf8')
    for (const language of LANGUAGE_TAGS) {
      // oxlint-disable-next-line no-await-in-loop -- one language at a time
      await chooseLanguage(language)
      for (const [sends, text] of [
        ['by-itself', 'Enter records where there is no network. They send themselves when it is back.'],
        ['when-open', 'Enter records where there is no network. They are sent when it is back and Satchel is open.'],
      ]) {
        const said = html.querySelector(`.first-sign-in .${sends}[lang=${language}]`)?.textContent.trim()
        expect(said).toBe(i18n.t(text ?? ''))
        expect(style).toContain(`.sends-${sends}:lang(${language}) .first-sign-in .${sends}:lang(${language})`)
      }
    }
    expect(html.querySelector('.first-sign-in h1')?.textContent).toBe(i18n.t('Satchel'))
  })

  it('[UI101] begins with what stands on the page', async () => {
    Object.assign(page, { lang: 'ar', dir: 'rtl' })
    await startLanguage()
    expect(i18n.t('Settings')).toBe('الإعدادات')
    page.lang = 'tlh'
    await startLanguage()
    expect([i18n.t('Settings'), page.lang, page.dir]).toEqual(['Settings', 'en', 'ltr'])
  })

  it('[UI100] is kept once chosen, and turns the page', async () => {
    await chooseLanguage('ar')
    expect([page.lang, page.dir, localStorage.getItem('language')]).toEqual(['ar', 'rtl', 'ar'])
    expect(firstPaint(['en'], localStorage.getItem('language'))).toEqual({ lang: 'ar', dir: 'rtl' })
    await chooseLanguage('en')
    expect([page.lang, page.dir]).toEqual(['en', 'ltr'])
  })
})

describe('Arabic', () => {
  beforeEach(() => chooseLanguage('ar'))

  it.each([
    [0, 'لا تغييرات معلّقة'],
    [1, 'تغيير واحد معلّق'],
    [2, 'تغييران معلّقان'],
    [3, '3 تغييرات معلّقة'],
    [11, '11 تغييرًا معلّقًا'],
    [100, '100 تغيير معلّق'],
  ])('[UI102] counts %i as its grammar does', (count, text) => {
    expect(i18n.t('{count, plural, one {# pending change} other {# pending changes}}', { count })).toBe(text)
  })

  it('[UI102] calls models, fields and options by their words', () => {
    expect(newText(buildings)).toBe('إضافة مبنى')
    expect(countText(leases, 3)).toBe('عقود الإيجار: 3')
    expect(show(buildings.fields.status, 'maintenance')).toBe('قيد الصيانة')
  })

  it('[UI102] writes days, amounts and counts as its region does', async () => {
    Object.defineProperty(navigator, 'languages', { configurable: true, value: ['en', 'ar-EG'] })
    try {
      await chooseLanguage('ar')
      const amount = new Intl.NumberFormat('ar-EG', { style: 'currency', currency: 'EUR' }).format(1234.5)
      expect(show(leases.fields.rent, 123_450)).toBe(amount)
      expect(show(leases.fields.start, '2026-11-20')).toContain('٢٠٢٦')
      expect(i18n.t('{count, number} pending', { count: 12 })).toBe('١٢ معلّقًا')
    } finally {
      Reflect.deleteProperty(navigator, 'languages')
    }
  })

  it('[UI102] keeps the order of words that read from the left', () => {
    expect(i18n.t('Discard {label}', { label: 'Old mill' })).toBe('تجاهل \u2068Old mill\u2069')
    expect(i18n.t('Discard {label}', { label: 'الطاحونة' })).toBe('تجاهل الطاحونة')
    expect(show(buildings.fields.phone, '+353 1 555 0142')).toBe('\u2066+353 1 555 0142\u2069')
    expect(listText(['Old mill', 'الطاحونة'])).toBe('\u2068Old mill\u2069 والطاحونة')
  })
})

it('[UI102] an English sentence keeps the order of words that read from the right, and leaves all others to the letter', () => {
  activateLanguage()
  const before = { field: 'Name', before: 'قبل', after: 'بعد' }
  expect(i18n.t('{field}: {before} → {after}', before)).toBe('Name: \u2068قبل\u2069 → \u2068بعد\u2069')
  expect(i18n.t('Discard {label}', { label: 'Old mill' })).toBe('Discard Old mill')
  expect(show(buildings.fields.phone, '+353 1 555 0142')).toBe('+353 1 555 0142')
})
