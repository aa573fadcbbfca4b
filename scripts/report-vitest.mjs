import { writeFileSync } from 'node:fs'

/** Writes what `npm test` counts: {passed, failed, skipped: [{title, reason}]}, to the file that REPORT_FILE names. */
export default class CountReporter {
  counts = { passed: 0, failed: 0, skipped: [] }

  onTestCaseResult(test) {
    const { state, note } = test.result()
    if (state === 'skipped') this.counts.skipped.push({ title: test.fullName, reason: note ?? 'no reason given' })
    else this.counts[state] += 1
  }

  onTestRunEnd(_modules, errors) {
    this.counts.failed += errors.length
    writeFileSync(process.env.REPORT_FILE, JSON.stringify(this.counts))
  }
}
