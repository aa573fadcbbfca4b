import type { Messages } from '@lingui/core'
import { messages as english } from './locales/en.ts'

/** What the app speaks. A new language is a catalog (lingui.config.ts), an entry here, and one in public/first-paint.js. */
export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr', load: async () => english },
  ar: { name: 'العربية', dir: 'rtl', load: async () => (await import('./locales/ar.ts')).messages },
} satisfies Record<string, LanguageInfo>

export type Language = keyof typeof LANGUAGES

interface LanguageInfo {
  /** As its speakers call it. */
  readonly name: string
  readonly dir: 'ltr' | 'rtl'
  /** Only the chosen one is read; the worker keeps them all. */
  readonly load: () => Promise<Messages>
}

/** In the order in which a person chooses from them. */
export const LANGUAGE_TAGS: readonly Language[] = Object.keys(LANGUAGES).filter(isLanguage)

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag)
}
