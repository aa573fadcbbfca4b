import { execFileSync } from 'node:child_process'
import { ensureBuilt } from '../../scripts/build.mjs'
import { ensureBrowser, findBrowser } from '../../scripts/find-browser.mjs'
import type { Job } from './job.ts'
import { untilQuiet } from './quiet.ts'
import { keep, type Measured, tableOf } from './report.ts'

const QUIET_MAX_MS = 60_000

/** Runs the jobs that the command line names, or all, and prints a table; a missed target is a figure, not a failure. */
export async function runJobs(jobs: readonly Job[]): Promise<void> {
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !jobs.some((job) => job.name === name))
  if (unknown.length > 0) {
    console.error(`There is no job ${unknown.join(', ')}. Jobs: ${jobs.map(({ name }) => name).join(', ')}.`)
    process.exit(2)
  }

  await ensureBrowser()
  await ensureBuilt()
  const measured: Measured[] = []
  for (const { name, run } of jobs.filter((job) => wanted.length === 0 || wanted.includes(job.name))) {
    const busy = await untilQuiet(QUIET_MAX_MS)
    console.error(`${name} …`)
    try {
      measured.push({ job: name, busy, figures: await run() })
    } catch (error) {
      // The others' figures are worth having all the same.
      console.error(`${name}:`, error)
      process.exitCode = 1
    }
  }
  console.log(tableOf(measured))
  const browser = execFileSync((await findBrowser()) ?? '', ['--version'], { encoding: 'utf8' }).trim()
  console.error(`kept in ${keep(measured, browser)}`)
}
