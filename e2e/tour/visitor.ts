import { expect, type Locator, type Page } from '@playwright/test'
import { type Language, say } from '../harness/language.ts'

/** Who walks through every screen and state of the app, in a language, to look at it or to photograph it. */
export interface Visitor {
  readonly page: Page
  readonly language: Language
  readonly say: (text: string) => string
  /** By its English name, in the language. */
  readonly button: (text: string) => Locator
  /** A screen or state is on; it stays until this resolves. */
  readonly at: (screen: string) => Promise<void>
}

export function createVisitor(page: Page, language: Language, at: Visitor['at']): Visitor {
  const words = (text: string) => say(language, text)
  return {
    ...{ page, language, at },
    say: words,
    button: (text) => page.getByRole('button', { name: words(text), exact: true }),
  }
}

/** The home screen knows how many records each model has. */
export async function expectCounts(page: Page): Promise<void> {
  await expect(page.getByRole('main').getByRole('listitem')).toContainText(Array(5).fill(/\p{Nd}/u))
}
