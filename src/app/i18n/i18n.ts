import { i18n, type Messages } from '@lingui/core'
import { useSyncExternalStore } from 'react'
import { isolate } from './isolate.ts'
import { isLanguage, type Language, LANGUAGES } from './languages.ts'
import { messages as english } from './locales/en.ts'

/** The language that the screens are written in: always there, and the one to fall back to. */
export function activateLanguage(): void {
  activate('en', english)
}

/** Makes every text on screen speak the language that public/first-paint.js has found; before the first render. */
export async function startLanguage(): Promise<void> {
  const { lang } = document.documentElement
  if (lang === 'en' || !isLanguage(lang)) return activateLanguage()
  // A catalog that cannot be had must not keep anybody from their records.
  await speak(lang).catch(() => activateLanguage())
}

/** The person's choice, kept on this device. @throws if its catalog cannot be loaded; everything is then as it was */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language)
  try {
    localStorage.setItem(CHOSEN, language)
  } catch {
    // A browser that keeps nothing speaks it until the page is closed.
  }
}

/** The app's language; a component that uses it is drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage)
}

export function currentLanguage(): Language {
  return isLanguage(i18n.locale) ? i18n.locale : 'en'
}

/** Which way the app's language reads. */
export function direction(): 'ltr' | 'rtl' {
  return LANGUAGES[currentLanguage()].dir
}

/** The person's own regions of the app's language: how numbers and dates are written. */
export function regions(): string[] {
  const { locales } = i18n
  return locales === undefined ? [i18n.locale] : [locales].flat()
}

/** Where public/first-paint.js looks. */
const CHOSEN = 'language'

async function speak(language: Language): Promise<void> {
  activate(language, await LANGUAGES[language].load())
}

function activate(language: Language, messages: Messages): void {
  const own = navigator.languages.filter((tag) => tag === language || tag.startsWith(`${language}-`))
  i18n.loadAndActivate({ locale: language, messages, ...(own.length > 0 && { locales: own }) })
  Object.assign(document.documentElement, { lang: language, dir: LANGUAGES[language].dir })
}

function subscribe(listener: () => void): () => void {
  return i18n.on('change', listener)
}

// What no catalog holds says itself: the English one of a start has only texts with values and plurals (scripts/own-words.ts).
i18n.setMessagesCompiler((text) => [text])

// What people typed may read the other way than the sentence it is put into. Here, so that no screen can forget it.
const translate = i18n.t
const translateIsolating: typeof i18n.t = (id: unknown, values?: Record<string, unknown>, options?: object) =>
  // The overloads of `t` are those of what it calls.
  translate(id as string, values && isolateAll(values), options)
i18n.t = translateIsolating

function isolateAll(values: Record<string, unknown>): Record<string, unknown> {
  const dir = direction()
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolate(value, dir) : value]),
  )
}
