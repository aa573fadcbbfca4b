import { writeFileSync } from 'node:fs'

/** One thing that a run has shown, or not. */
export interface Check {
  readonly title: string
  readonly passed: boolean
  /** Why it was not tried. */
  readonly skipped?: string
}

/** Prints what a run has shown and leaves the counts where `npm test` looks for them. @returns the exit code */
export function reportChecks(checks: readonly Check[]): number {
  for (const { title, passed, skipped } of checks)
    console.log(`${skipped === undefined ? (passed ? 'ok    ' : 'FAILED') : `skipped (${skipped})`} ${title}`)
  const skipped = checks.flatMap(({ title, skipped }) => (skipped === undefined ? [] : [{ title, reason: skipped }]))
  const failed = checks.filter(({ passed }) => !passed).length
  const file = process.env['REPORT_FILE']
  const counts = { passed: checks.length - failed - skipped.length, failed, skipped }
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts))
  return failed === 0 ? 0 : 1
}
