// `npm run layers`: the arrows of ARCHITECTURE.md, and which packages a layer may know. The compiler keeps the arrows of
// shipped code too; this also sees tests, packages and dynamic imports.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { root } from './run.mjs'

/** From the inside out; the first folder that holds a file is its layer. `knows`: layers it may import beside itself. */
const layers = [
  { name: 'contract', folders: ['contract/'], knows: [], packages: ['valibot'] },
  { name: 'sync/core', folders: ['src/sync/core/'], knows: ['contract'], packages: [] },
  { name: 'sync', folders: ['src/sync/'], knows: ['contract', 'sync/core'], packages: ['valibot'] },
  { name: 'db', folders: ['src/db/'], knows: ['contract', 'sync/core', 'sync'], packages: ['dexie'] },
  {
    name: 'sw',
    folders: ['src/sw/', 'src/sw.ts'],
    knows: ['contract', 'sync/core', 'sync', 'db'],
    packages: ['workbox-background-sync', 'workbox-precaching', 'workbox-routing'],
  },
  {
    name: 'app',
    folders: ['src/app/'],
    knows: ['contract', 'sync/core', 'sync', 'db'],
    packages: [
      '@lingui/core',
      '@tanstack/react-router',
      'better-auth',
      'lucide-react',
      'react',
      'react-dom',
      'valibot',
    ],
  },
  {
    name: 'server',
    folders: ['server/'],
    knows: ['contract'],
    packages: ['@hono/node-server', 'better-auth', 'better-sqlite3', 'hono', 'kysely', 'node:', 'pg', 'valibot'],
  },
]

/** What tests of a layer may know beside that: never the other side of the wire, which meets in test/ and e2e/ only. */
const testPackages = [
  '@testing-library/dom',
  '@testing-library/react',
  'fake-indexeddb',
  'fast-check',
  'msw',
  'node:',
  'vitest',
  'react',
]

/**
 * @param {string} file path from the root, with `/`
 * @param {string} text its source
 * @returns {string[]} one sentence per import that crosses an arrow
 */
export function checkFile(file, text) {
  const layer = layerOf(file)
  if (layer === undefined) return []
  const isTest = /\.(test|contract)\.tsx?$|\/testing\//.test(file)
  return [...text.matchAll(importPattern)].flatMap((match) => {
    const wanted = match[1] ?? match[2] ?? ''
    if (!wanted.startsWith('.'))
      return mayUse(layer, wanted, isTest) ? [] : [`${file}: ${layer.name} may not use the package ${wanted}`]
    const target = layerOf(posix.join(dirname(file), wanted))
    if (target === layer || (target !== undefined && layer.knows.includes(target.name))) return []
    return [`${file}: ${layer.name} may not import ${wanted} (${target?.name ?? 'outside every layer'})`]
  })
}

/** Relies on the formatter: an import begins a line, or its last line begins with the closing brace. */
const importPattern =
  /^(?:(?:import|export)\b.* from |\} from |import )['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm

function layerOf(file) {
  return layers.find(({ folders }) => folders.some((folder) => file.startsWith(folder)))
}

function mayUse(layer, wanted, isTest) {
  const allowed = isTest ? [...layer.packages, ...testPackages] : layer.packages
  return (
    allowed.some((name) => wanted === name || wanted.startsWith(name.endsWith(':') ? name : `${name}/`)) ||
    (layer.name === 'app' && wanted.startsWith('virtual:'))
  )
}

function sourceFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

if (process.argv[1] === import.meta.filename) {
  const files = ['contract', 'src', 'server'].flatMap(sourceFiles)
  const faults = files.flatMap((file) => checkFile(file, readFileSync(join(root, file), 'utf8')))
  for (const fault of faults) console.error(fault)
  console.log(`${files.length} files, ${faults.length} imports against the arrows`)
  process.exitCode = faults.length === 0 ? 0 : 1
}
