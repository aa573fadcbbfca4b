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

/** Where a worker thread's servers keep their data, one after the other: SQLite, or the PostgreSQL database of this address. */
export type Place = 'sqlite' | { readonly url: string }

/**
 * Runs tasks on all cores.
 * @param places one for each thread
 * @param next what to run now; undefined: nothing more
 * @param done hears of each end
 * @throws if a worker ends before it has answered
 */
export async function runPool(
  script: URL,
  places: readonly Place[],
  next: () => Task | undefined,
  done: (done: Done) => void,
): Promise<void> {
  await Promise.all(places.map((place) => runWorker(script, place, next, done)))
}

/** A world is made and thrown away within a second: what is young need not be looked through often. */
const YOUNG_MB = 96

function runWorker(script: URL, place: Place, next: () => Task | undefined, done: (done: Done) => void): Promise<void> {
  const worker = new Worker(script, { workerData: place, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
  return new Promise((resolve, reject) => {
    let running: Task | undefined
    const give = (): void => {
      running = next()
      worker.postMessage(running ?? 'end')
    }
    worker.on('message', (message: Done) => {
      done(message)
      give()
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      if (running) reject(new Error(`a worker ended (${code}) and left seed ${running.seed} unanswered`))
      else resolve()
    })
    give()
  })
}
