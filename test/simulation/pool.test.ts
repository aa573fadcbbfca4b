import { expect, it } from 'vitest'
import { type Done, runPool, type Task } from './pool.ts'

/** Runs three seeds on two workers of this script, and collects the answers. */
async function run(script: string): Promise<{ readonly seeds: readonly number[]; readonly failure: unknown }> {
  const tasks: Task[] = [1, 2, 3].map((seed) => ({ seed, steps: 1, store: 'memory' }))
  const dones: Done[] = []
  const worker = new URL(`data:text/javascript,${encodeURIComponent(`${PREFIX}${script}`)}`)
  const failure: unknown = await runPool(
    worker,
    ['sqlite', 'sqlite'],
    () => tasks.shift(),
    (done) => dones.push(done),
  ).catch((error: unknown) => error)
  return { seeds: dones.map(({ task }) => task.seed).sort(), failure }
}

const PREFIX = "import { parentPort } from 'node:worker_threads'; "
const ANSWER = "message === 'end' ? parentPort.close() : parentPort.postMessage({ task: message })"

it('[SI6] every seed is answered', async () => {
  expect(await run(`parentPort.on('message', (message) => ${ANSWER})`)).toEqual({
    seeds: [1, 2, 3],
    failure: undefined,
  })
})

it('[SI6] a worker that ends before it has answered fails the run, even with exit code 0', async () => {
  const { seeds, failure } = await run(
    `parentPort.on('message', (message) => message.seed === 2 ? process.exit(0) : ${ANSWER})`,
  )
  expect(failure).toMatchObject({ message: 'a worker ended (0) and left seed 2 unanswered' })
  expect(seeds).not.toContain(2)
})
