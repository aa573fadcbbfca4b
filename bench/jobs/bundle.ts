import { bundleSize, LIMITS } from '../../scripts/bundle-size.mjs'
import type { Job } from '../harness/job.ts'

/** What home loads before the first tap. */
export const bundle: Job = {
  name: 'bundle',
  run: async () => {
    const { script, style } = bundleSize()
    const size = (what: string, bytes: number, most: number) => ({
      what: `${what} that home loads before the first tap, gzip`,
      value: bytes / 1024,
      unit: 'KiB' as const,
      target: { atMost: most / 1024 },
    })
    return [size('JavaScript', script, LIMITS.script), size('CSS', style, LIMITS.style)]
  },
}
