import { runInNewContext } from 'node:vm'
import type { Plugin } from 'vite'

/**
 * The app is written in English: a text without values and plurals is what it says, and the catalog of a start does not say it
 * twice (src/app/i18n/i18n.ts).
 */
export function ownWords(): Plugin {
  return {
    name: 'own-words',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: /\/locales\/en\.ts$/ },
      handler: (code) => withoutOwnWords(code),
    },
  }
}

/** @param catalog a module as `lingui compile` writes it @throws Error if it looks different by now */
export function withoutOwnWords(catalog: string): string {
  const literal = /JSON\.parse\(\s*(['"].*['"]),?\s*\)/s.exec(catalog)?.[1]
  if (literal === undefined) throw new Error('the English catalog is not what `npm run messages` makes of it')
  // A text between quotes is a program that says it.
  const messages = Object.entries<unknown>(JSON.parse(String(runInNewContext(literal))))
  const rest = messages.filter(([text, message]) => JSON.stringify(message) !== JSON.stringify([text]))
  return `export const messages = JSON.parse(${JSON.stringify(JSON.stringify(Object.fromEntries(rest)))})`
}
