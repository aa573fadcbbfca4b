import type { Job } from './harness/job.ts'
import { runJobs } from './harness/run-jobs.ts'
import { firstSync } from './jobs/first-sync.ts'
import { list } from './jobs/list.ts'
import { liveEdit } from './jobs/live-edit.ts'
import { offlineEdits } from './jobs/offline-edits.ts'
import { save } from './jobs/save.ts'
import { serverPull } from './jobs/server-pull.ts'
import { serverPush } from './jobs/server-push.ts'
import { serverSnapshot } from './jobs/server-snapshot.ts'
import { warmStart } from './jobs/warm-start.ts'

// `npm run bench`: every job; `npm run bench -- save list`: these.

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
await runJobs(JOBS)
