import type { Job } from './harness/job.ts'
import { runJobs } from './harness/run-jobs.ts'
import { bundle } from './jobs/bundle.ts'
import { lighthouse } from './jobs/lighthouse.ts'
import { list } from './jobs/list.ts'
import { online } from './jobs/online.ts'
import { paint } from './jobs/paint.ts'
import { saveTap } from './jobs/save-tap.ts'
import { taps } from './jobs/taps.ts'
import { warmStart } from './jobs/warm-start.ts'

// `npm run bench:ui`: what a person waits for, line by line; `npm run bench:ui -- taps paint`: these.

const JOBS: readonly Job[] = [bundle, warmStart, saveTap, list, online, paint, taps, lighthouse]

await runJobs(JOBS)
