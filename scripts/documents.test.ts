import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './run.mjs'

const DOCS = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
)
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'bench/README.md', ...DOCS.map((name) => `docs/${name}`)]

it.each(DOCUMENTS)('[TL15] every link of %s leads to a file, and what code it names is there', (document) => {
  const text = readFileSync(join(root, document), 'utf8')
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => join(dirname(document), path))
  const named = [...text.matchAll(/`((?:contract|src|server|test|e2e|scripts|docs)\/[^`\s*]+)`/g)].map(
    ([, path = '']) => path,
  )
  const missing = [...linked, ...named].filter((path) => !existsSync(join(root, path)))
  expect(missing.filter((path) => !EXAMPLES.has(path))).toEqual([])
})

/** What the README has its reader make. */
const EXAMPLES = new Set(['contract/models/meter.ts'])
