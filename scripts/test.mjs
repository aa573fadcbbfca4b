// `npm test`: brings what is missing, runs every check there is, and says what passed, failed and was skipped.
// Its last line is `N passed, N failed, N skipped`.
import './check-node.mjs'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from './find-browser.mjs'
import { ensureEngines } from './find-engines.mjs'
import { ensurePostgres } from './find-postgres.mjs'
import { ensurePackages } from './packages.mjs'
import { root, run } from './run.mjs'

const results = []
process.on('exit', () => (process.exitCode = summarize(results)))

await ensurePackages()
process.env.CHROMIUM_PATH = await ensureBrowser()
await ensureEngines()
await ensurePostgres()
const folder = mkdtempSync(join(tmpdir(), 'satchel-test-'))
await Promise.all([
  check('format', 'oxfmt', ['--check']),
  check('lint', 'oxlint', ['--deny-warnings']),
  check('layers', process.execPath, ['scripts/check-layers.mjs']),
  check('rules and their tests', process.execPath, ['scripts/check-spec.mjs']),
])
await check('types', 'tsc', ['-b'])
await check('unused code', 'knip', [])
await suite('unit and property tests', 'vitest', ['run', '--coverage', '--reporter=default', reporter('vitest')])
await suite('simulation', process.execPath, ['scripts/simulate.mjs'])
await check('build', process.execPath, ['scripts/build.mjs'])
// Both wait for disks and for each other's locks.
await Promise.all([
  suite('commit order', 'tsx', ['test/commit-order/main.ts']),
  suite('kills of the server', 'tsx', ['test/kills/main.ts']),
])
await check('what a start loads', 'size-limit', [])
await suite('browser tests', 'playwright', ['test', `--reporter=list,${join(root, 'scripts/report-playwright.mjs')}`])
// Both wait for networks and timers most of the time.
await Promise.all([
  suite('crashes of the browser', 'tsx', ['e2e/crashes/main.ts']),
  suite('partitions', 'tsx', ['e2e/partitions/main.ts']),
])
rmSync(folder, { recursive: true })

/** One command that passes or fails as a whole; its output shows only if it fails. */
async function check(name, command, args) {
  const { code, output, seconds } = await timed(command, args, { quiet: true })
  const passed = code === 0
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (!passed) process.stdout.write(`${output}\n`)
  results.push({ name, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [] })
}

/** A test runner that leaves its counts behind. One that ends badly without a failed test (coverage, a crash) counts as one failure. */
async function suite(name, command, args) {
  const file = join(folder, `${name.replaceAll(' ', '-')}.json`)
  console.log(`\n— ${name}`)
  const { code, seconds } = await timed(command, args, { env: { REPORT_FILE: file } })
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: [] }
  if (code !== 0 && counts.failed === 0) counts.failed = 1
  console.log(`— ${name}: ${seconds} s`)
  results.push({ name, ...counts })
}

function reporter(runner) {
  return `--reporter=${join(root, `scripts/report-${runner}.mjs`)}`
}

async function timed(command, args, options) {
  const startedMs = Date.now()
  const path = command.startsWith('/') ? command : join(root, 'node_modules/.bin', command)
  const result = await run(path, args, options)
  return { ...result, seconds: ((Date.now() - startedMs) / 1000).toFixed(1) }
}

/** @returns {number} the exit code; a run that never came to its first check has failed */
function summarize(parts) {
  const skipped = parts.flatMap((part) => part.skipped)
  console.log('\nSummary')
  for (const part of parts) {
    console.log(`  ${part.name}: ${part.passed} passed, ${part.failed} failed, ${part.skipped.length} skipped`)
  }
  for (const { title, reason } of skipped) console.log(`  skipped: ${title} — ${reason}`)
  const passed = parts.reduce((sum, part) => sum + part.passed, 0)
  const failed = parts.length === 0 ? 1 : parts.reduce((sum, part) => sum + part.failed, 0)
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`)
  return failed === 0 ? 0 : 1
}
