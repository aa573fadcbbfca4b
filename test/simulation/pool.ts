import { Worker } from 'node:worker_threads'

/** What a worker thread is asked, and what it answers. */
export interface Task {
  readonly seed: number
  readonly steps: number
  readonly store: 'memory' | 'dexie'
  /** A deliberate fault to switch on. */
  readonly fault?: string
}

export interface Done {
  readonly task: Task
  /** The first oracle that was violated, and where. */
  readonly failure?: { readonly oracle: string; readonly detail: string; readonly step?: number }
  readonly hash: string
  readonly healedMs: number
  readonly tookMs: number
  readonly coverage: readonly (readonly [string, number])[]
}

/** Runs tasks on all cores. @param next what to run now; undefined: nothing more @param done hears of each end */
export async function runPool(
  script: URL,
  threads: number,
  next: () => Task | undefined,
  done: (done: Done) => void,
): Promise<void> {
  await Promise.all(Array.from({ length: threads }, () => runWorker(script, next, done)))
}

function runWorker(script: URL, next: () => Task | undefined, done: (done: Done) => void): Promise<void> {
  const worker = new Worker(script)
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const task = next()
      if (task) return worker.postMessage(task)
      worker.postMessage('end')
    }
    worker.on('message', (message: Done) => {
      done(message)
      give()
    })
    worker.on('error', reject)
    worker.on('exit', () => resolve())
    give()
  })
}
