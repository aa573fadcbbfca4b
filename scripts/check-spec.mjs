// `npm run lint:spec`: every rule of docs/ has a test, every test cites rules that exist, no id is defined twice.
// `--write` also fills "where tested" in docs/FAILURES.md. A row there that no test cites has to say why: "does not apply yet: …".
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './run.mjs'

const TEST_FOLDERS = ['contract', 'src', 'server', 'test', 'e2e', 'scripts', 'bench']
const TEST_FILE = /(\.(test|spec|contract)\.(ts|tsx|mjs)$)|(^(test|e2e)\/.*\.tsx?$)/
const TITLE = /['"`]((?:\[[A-Z]{1,3}\d+\][ ]*)+)/g
const ID = /[A-Z]{1,3}\d+/g
const FAILURE = /^\| *(F\d+) *\|.*\|([^|]*)\|$/gm
const EXCUSE = /^does not apply yet: \S/
const RULE = /^\| *([A-Z]{1,3}\d+) *\|/gm

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes('--write'))

/**
 * @param {Record<string, string>} documents name → text of the documents whose rules need a test
 * @param {string} failures the text of FAILURES.md
 * @param {Record<string, string>} tests path → text
 * @returns {{ errors: string[], citedIn: Map<string, Set<string>> }}
 */
export function checkSpec(documents, failures, tests) {
  const errors = []
  const definedIn = new Map(idsOf(failures).map((id) => [id, 'FAILURES.md']))
  const demanded = []
  for (const [name, text] of Object.entries(documents)) {
    for (const id of idsOf(text)) {
      if (definedIn.has(id)) errors.push(`${id} is defined in ${definedIn.get(id)} and again in ${name}`)
      definedIn.set(id, name)
      demanded.push(id)
    }
  }
  const citedIn = citations(tests)
  for (const [id, files] of citedIn) {
    if (!definedIn.has(id)) errors.push(`${id} is cited by ${[...files].join(', ')}, but no document defines it`)
  }
  for (const id of demanded) {
    if (!citedIn.has(id)) errors.push(`${id} of ${definedIn.get(id)} has no test`)
  }
  for (const [, id, cell = ''] of failures.matchAll(FAILURE)) {
    const isExcused = EXCUSE.test(cell.trim())
    if (isExcused && citedIn.has(id))
      errors.push(`${id} of FAILURES.md says that it does not apply yet, but has a test`)
    if (!isExcused && !citedIn.has(id)) errors.push(`${id} of FAILURES.md has no test, and does not say why`)
  }
  return { errors, citedIn }
}

/** FAILURES.md with the names of the test files that cite each row; one that does not apply yet keeps its reason. */
export function withTests(failures, citedIn) {
  return failures.replace(/^(\| *(F\d+) *\|.*\|)([^|]*)\|$/gm, (line, row, id, cell) => {
    if (!citedIn.has(id) && EXCUSE.test(cell.trim())) return line
    const files = [...(citedIn.get(id) ?? [])].map(shortName).sort()
    return `${row} ${[...new Set(files)].join(', ')} |`
  })
}

/** Of a script that is a suite by itself the folder says which. */
function shortName(file) {
  return basename(file) === 'main.ts' ? file : basename(file)
}

function idsOf(text) {
  return [...text.matchAll(RULE)].map(([, id]) => id)
}

function citations(tests) {
  const citedIn = new Map()
  for (const [file, text] of Object.entries(tests)) {
    for (const [, ids] of text.matchAll(TITLE)) {
      for (const [id] of ids.matchAll(ID)) citedIn.set(id, (citedIn.get(id) ?? new Set()).add(file))
    }
  }
  return citedIn
}

function main(write) {
  const spec = readdirSync(join(root, 'docs/spec')).filter((name) => name.endsWith('.md'))
  const documents = read(['docs/SPEC.md', ...spec.map((name) => `docs/spec/${name}`)])
  const [failures] = Object.values(read(['docs/FAILURES.md']))
  const files = TEST_FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${name}`),
  )
  const { errors, citedIn } = checkSpec(documents, failures, read(files.filter((file) => TEST_FILE.test(file))))
  if (write) writeFileSync(join(root, 'docs/FAILURES.md'), withTests(failures, citedIn))
  for (const error of errors) console.error(error)
  process.exitCode = errors.length === 0 ? 0 : 1
}

function read(files) {
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
}
