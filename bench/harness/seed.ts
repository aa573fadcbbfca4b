import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseConfig } from '../../server/config.ts'
import { type DemoCounts, generateDemo } from '../../server/demo/generate.ts'
import { applyDated, editorsOf, ensureDemoUsers, seedDemo } from '../../server/demo/seed.ts'
import { openBackend } from '../../server/satchel.ts'

/**
 * A data folder of the server's with the demo workspace and about `rows` records, made by the server's own rules. Made once and
 * kept in `.cache/bench` until its form changes.
 * @returns a copy of its own, for one run
 */
export async function seededFolder(rows: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'satchel-bench-'))
  cpSync(await seed(rows), folder, { recursive: true })
  return folder
}

async function seed(rows: number): Promise<string> {
  const kept = join(root, '.cache/bench', `${rows}-${fingerprint()}`)
  if (existsSync(kept)) return kept
  process.stderr.write(`seeding ${rows} rows …\n`)
  const making = `${kept}.${process.pid}`
  mkdirSync(making, { recursive: true })
  const outcome = parseConfig({ SATCHEL_DATA: making })
  if (outcome.kind === 'refused') throw new Error(outcome.reasons.join('\n'))
  const { sync, accounts, close } = await openBackend(outcome.config, (error) => console.error(error))
  await seedDemo(sync, accounts)
  const actors = editorsOf(await ensureDemoUsers(accounts))
  const nowMs = sync.environment.nowMs()
  for (let made = 0; made < rows; made += CHUNK_ROWS) {
    const counts = shareOut(Math.min(CHUNK_ROWS, rows - made) - (made === 0 ? DEMO_ROWS : 0))
    await applyDated(sync, actors, generateDemo({ counts, nowMs, seed: 2 + made, tag: `-${made}` }), 500)
  }
  await close()
  renameSync(making, kept)
  return kept
}

const root = join(import.meta.dirname, '../..')
/** What the demo itself holds. */
const DEMO_ROWS = 1_080
/** Changes in memory at once. */
const CHUNK_ROWS = 100_000

/** In the proportions of the demo; most are payments. */
function shareOut(rows: number): DemoCounts {
  const [buildings, tenants, leases, inspections] = [0.04, 0.12, 0.16, 0.07].map((share) => Math.round(rows * share))
  const others = {
    buildings: buildings ?? 0,
    tenants: tenants ?? 0,
    leases: leases ?? 0,
    inspections: inspections ?? 0,
  }
  return { ...others, payments: rows - Object.values(others).reduce((sum, count) => sum + count, 0) }
}

/** Of what decides how a seeded database looks. */
function fingerprint(): string {
  const hash = createHash('sha256')
  for (const source of [
    'contract/models',
    'contract/digest.ts',
    'server/demo',
    'server/storage/migrations.ts',
    'server/sync/record.ts',
  ]) {
    const path = join(root, source)
    const files = source.endsWith('.ts') ? [path] : readdirSync(path).map((name) => join(path, name))
    for (const file of files.sort()) if (!file.endsWith('.test.ts')) hash.update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 12)
}
