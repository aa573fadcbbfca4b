import { writeFileSync } from 'node:fs'

/** Writes what `npm test` counts: {passed, failed, skipped: [{title, reason}]}, to the file that REPORT_FILE names. */
export default class CountReporter {
  counts = { passed: 0, failed: 0, skipped: [] }

  onTestEnd(test, result) {
    if (result.status !== 'skipped') {
      this.counts[result.status === test.expectedStatus ? 'passed' : 'failed'] += 1
      return
    }
    const reason = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
    this.counts.skipped.push({ title: test.title, reason: reason ?? 'no reason given' })
  }

  onError() {
    this.counts.failed += 1
  }

  onEnd() {
    writeFileSync(process.env.REPORT_FILE, JSON.stringify(this.counts))
  }
}
