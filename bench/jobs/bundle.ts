import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Job } from '../harness/job.ts'

interface Checked {
  readonly name: string
  /** gzip bytes */
  readonly size: number
  readonly sizeLimit: number
}

/** What home loads before the first tap. */
export const bundle: Job = {
  name: 'bundle',
  run: async () => {
    const tool = join(import.meta.dirname, '../../node_modules/.bin/size-limit')
    // It ends with 1 where a limit is passed, which `npm test` is there to notice.
    const text = execFileSync('sh', ['-c', `"${tool}" --json || true`], { encoding: 'utf8' })
    const checked = JSON.parse(text) as readonly Checked[]
    return checked.map(({ name, size, sizeLimit }) => ({
      what: `${name} that home loads before the first tap, gzip`,
      value: size / 1024,
      unit: 'KiB' as const,
      target: { atMost: sizeLimit / 1024 },
    }))
  },
}
