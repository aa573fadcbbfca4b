import { execFileSync } from 'node:child_process'
import { ensureBuilt } from '../scripts/build.mjs'
import { ensureBrowser, findBrowser } from '../scripts/find-browser.mjs'
import type { Job } from './harness/job.ts'
import { untilQuiet } from './harness/quiet.ts'
import { keep, type Measured, tableOf } from './harness/report.ts'
import { firstSync } from './jobs/first-sync.ts'
import { list } from './jobs/list.ts'
import { liveEdit } from './jobs/live-edit.ts'
import { offlineEdits } from './jobs/offline-edits.ts'
import { save } from './jobs/save.ts'
import { serverPull } from './jobs/server-pull.ts'
import { serverPush } from './jobs/server-push.ts'
import { serverSnapshot } from './jobs/server-snapshot.ts'
import { warmStart } from './jobs/warm-start.ts'

// `npm run bench`: every job; `npm run bench -- save list`: these. Prints a table; a missed target is a figure, not a failure.

const JOBS: readonly Job[] = [
  save,
  offlineEdits,
  firstSync,
  warmStart,
  list,
  liveEdit,
  serverPush,
  serverPull,
  serverSnapshot,
]
const QUIET_MAX_MS = 60_000

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !JOBS.some((job) => job.name === name))
if (unknown.length > 0) {
  console.error(`There is no job ${unknown.join(', ')}. Jobs: ${JOBS.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

await ensureBrowser()
await ensureBuilt()
const measured: Measured[] = []
for (const { name, run } of JOBS.filter((job) => wanted.length === 0 || wanted.includes(job.name))) {
  const busy = await untilQuiet(QUIET_MAX_MS)
  console.error(`${name} …`)
  measured.push({ job: name, busy, figures: await run() })
}
console.log(tableOf(measured))
const browser = execFileSync((await findBrowser()) ?? '', ['--version'], { encoding: 'utf8' }).trim()
console.error(`kept in ${keep(measured, browser)}`)
