import { defineConfig } from '@lingui/cli'
import babelExtractor from '@lingui/cli/api/extractors/babel'
import { models } from './contract/models/index.ts'

/** The models' labels and options are data: no call in the source names them, so they are told to the catalog here. */
const modelExtractor = {
  match: (filename: string) => filename.endsWith('contract/models/index.ts'),
  extract(
    filename: string,
    _code: string,
    onMessageExtracted: (message: { id: string; origin: [string, number] }) => void,
  ) {
    for (const model of models.all) {
      const words = Object.values(model.fields).flatMap((field) => [
        field.label,
        ...('options' in field ? Object.values(field.options) : []),
      ])
      for (const id of [model.label, model.plural, ...words]) onMessageExtracted({ id, origin: [filename, 1] })
    }
  },
}

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ar'],
  catalogs: [
    {
      path: 'src/app/i18n/locales/{locale}',
      include: ['src/app', 'contract/models/index.ts'],
      exclude: ['**/*.test.*', '**/testing/**', '**/locales/**'],
    },
  ],
  compileNamespace: 'ts',
  format: 'po',
  // By itself, the order would be the one in which files happened to be read.
  orderBy: 'messageId',
  formatOptions: { lineNumbers: false, origins: false },
  extractors: [modelExtractor, babelExtractor],
})
