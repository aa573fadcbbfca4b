import { availableParallelism } from 'node:os'
import { isMainThread } from 'node:worker_threads'
import { parseArgs } from 'node:util'
import { onPlaces } from './places.ts'
import { runSuite } from './suite.ts'
import { tell } from './story.ts'
import { WrongOption, wholeNumber } from './whole-number.ts'
import { serve } from './worker.ts'

/**
 * `npm run simulate -- --seeds 100000 --from 1`; `--seed 7` replays one and tells its story; without either: what CI runs. With
 * `--postgres` the server's data is there.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string' },
      from: { type: 'string', default: '1' },
      steps: { type: 'string', default: '300' },
      seed: { type: 'string' },
      store: { type: 'string', default: 'memory' },
      threads: { type: 'string', default: String(availableParallelism()) },
      fault: { type: 'string' },
      faults: { type: 'boolean', default: false },
      postgres: { type: 'boolean', default: false },
    },
  })
  const store = values.store === 'dexie' ? 'dexie' : 'memory'
  const steps = wholeNumber('steps', values.steps)
  const { fault } = values
  if (values.seed !== undefined) {
    const task = {
      seed: wholeNumber('seed', values.seed, 0),
      steps,
      store,
      ...(fault !== undefined && { fault }),
    } as const
    await onPlaces(values.postgres, 1, async ([place = 'sqlite']) => {
      process.exitCode = (await tell(task, place)) ? 0 : 1
    })
    return
  }
  const range =
    values.seeds === undefined
      ? undefined
      : ({
          seeds: wholeNumber('seeds', values.seeds),
          from: wholeNumber('from', values.from, 0),
          store,
          ...(fault !== undefined && { fault }),
        } as const)
  const { faults, postgres } = values
  const script = new URL(import.meta.url)
  process.exitCode = await runSuite({
    script,
    threads: wholeNumber('threads', values.threads),
    steps,
    faults,
    postgres,
    ...(range && { range }),
  })
}

function refuse(error: unknown): void {
  if (!(error instanceof WrongOption)) throw error
  console.error(error.message)
  process.exitCode = 2
}

if (isMainThread) await main().catch(refuse)
else await serve()
