import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

export type Language = 'en' | 'ar'

/** A text of the screen, without places to fill in, as it stands there in a language. */
export function say(language: Language, text: string): string {
  const translation = language === 'en' ? text : arabic.get(text)
  if (translation === undefined) throw new Error(`no Arabic for "${text}"`)
  return translation
}

/** Loads the page again in a language, as if it had been chosen before. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('language', chosen), language)
  await page.reload()
}

const po = readFileSync(join(import.meta.dirname, '../../src/app/i18n/locales/ar.po'), 'utf8')
const arabic = new Map([...po.matchAll(/^msgid "(.*)"\nmsgstr "(.*)"$/gm)].map(([, text = '', ar = '']) => [text, ar]))
