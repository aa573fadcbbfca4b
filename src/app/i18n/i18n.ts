import { i18n } from '@lingui/core'
import { messages as english } from './locales/en.ts'

/** Makes every text on screen speak the app's language; call it before the first render. */
export function activateLanguage(): void {
  const regions = navigator.languages.filter((tag) => tag === 'en' || tag.startsWith('en-'))
  i18n.loadAndActivate({ locale: 'en', messages: english, ...(regions.length > 0 && { locales: [...regions] }) })
  document.documentElement.lang = i18n.locale
}

/** The person's own regions of the app's language: how numbers and dates are written. */
export function regions(): string[] {
  const { locales } = i18n
  return locales === undefined ? [i18n.locale] : [locales].flat()
}
