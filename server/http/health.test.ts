import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createHealth } from './health.ts'

const LIMIT_MS = 2_000

/** Each read waits for its turn to be answered. */
let reads: { readonly resolve: () => void; readonly reject: (error: Error) => void }[]
let told: unknown[]
let statuses: number[]
let ask: () => void

beforeEach(() => {
  vi.useFakeTimers()
  ;[reads, told, statuses] = [[], [], []]
  const read = (): Promise<void> => new Promise((resolve, reject) => void reads.push({ resolve, reject }))
  // `read` is generic in what its callback returns; health looks at no more than whether it answers.
  const health = createHealth({ epoch: 'e', read: read as never }, (error) => told.push(error))
  ask = () => void health(new Request('http://localhost/api/health')).then(({ status }) => statuses.push(status))
})

afterEach(() => void vi.useRealTimers())

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

it('[HT20] a database that hangs is waited for two seconds, asked once however many ask, and told of once', async () => {
  ask()
  await pass(1_000)
  for (let n = 0; n < 9; n++) ask()
  await pass(999)
  expect([reads.length, statuses]).toEqual([1, []])
  await pass(1)
  expect(statuses).toEqual(Array.from({ length: 10 }, () => 503))
  expect(told).toMatchObject([{ message: expect.stringContaining('2000 ms') }])
  expect(vi.getTimerCount()).toBe(0)
})

it('[HT20] after one that hung it is asked anew: as soon as it answers, health is well, and going away is told again', async () => {
  ask()
  await pass(LIMIT_MS)
  ask()
  await pass(LIMIT_MS)
  expect([reads.length, told.length]).toEqual([2, 1])
  ask()
  reads[2]?.resolve()
  await pass(0)
  // What hung fails at last: of no interest any more.
  reads[0]?.reject(new Error('query timeout'))
  ask()
  reads[3]?.resolve()
  await pass(0)
  expect(statuses).toEqual([503, 503, 200, 200])
  expect(vi.getTimerCount()).toBe(0)
  ask()
  reads[4]?.reject(new Error('away'))
  await pass(0)
  expect(statuses.at(-1)).toBe(503)
  expect(told).toMatchObject([{}, { message: 'away' }])
})
