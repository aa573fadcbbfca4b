import type { BrowserContext, Page } from '@playwright/test'
import { expectPending, signIn } from '../harness/app.ts'
import { saveBuilding } from '../harness/book.ts'
import { createFaultProxy, type FaultProxy } from '../harness/fault-proxy.ts'
import type { LaneParts } from '../harness/fleet.ts'
import { drawStrike, type Strike } from './strikes.ts'

export interface Partition {
  readonly strike: Strike
  /** A call met the fault before the heal. */
  readonly isStruck: boolean
  /** From the heal until nothing waits; undefined: never, in the time that it may take. */
  readonly healedMs: number | undefined
}

/** One browser profile with one page and a network of its own. */
export interface Lane {
  /** The network fails while the person goes on, and is mended. */
  partition(n: number): Promise<Partition>
  close(): Promise<void>
}

export const HEAL_MS_MAX = 30_000

export interface LaneOptions extends LaneParts {
  /** Faults of these kinds only, if any are named. */
  readonly only: readonly string[]
}

export async function openLane({ browser, server, random, book, only }: LaneOptions): Promise<Lane> {
  const network = await createFaultProxy(random.next)
  network.connectTo(server.port)
  const context = await browser.newContext({ baseURL: network.origin })
  const page = await context.newPage()
  await signIn(page, { email: random.pick(['ana@demo.test', 'ben@demo.test']) })
  return {
    partition: (n) => partition({ context, page, network, random, book, only, n }),
    close: async () => {
      await context.close()
      await network.close()
    },
  }
}

interface Situation extends Pick<LaneOptions, 'random' | 'book' | 'only'> {
  readonly context: BrowserContext
  readonly page: Page
  readonly network: FaultProxy
  /** Makes names unique. */
  readonly n: number
}

async function partition(situation: Situation): Promise<Partition> {
  const { context, page, network, random, book, only, n } = situation
  const edit = (name: string) => saveBuilding(page, `Partition ${n} ${name}`, book, random)
  const strike = drawStrike(random, only)
  // Before: on its way when the network fails, or not.
  if (random.chance(0.5)) await edit('before')
  const callsBefore = network.calls.length
  const struck = untilStruck(network, strike, random.between(1, 4))
  network.set(strike.fault, strike.open)
  await context.setOffline(strike.isOffline)
  for (let during = random.between(1, 2); during > 0; during--) await edit(`during ${during}`)
  // What only delays may let everything through, and then there is no next call.
  const drained = expectPending(page, 0, { timeout: 60_000 })
  if (!strike.isOffline) await Promise.race([struck, drained])

  const isStruck = network.calls.slice(callsBefore).some(({ fault }) => fault === strike.fault.kind)
  network.set({ kind: 'none' }, 'keep')
  await context.setOffline(false)
  const beganMs = performance.now()
  const isHealed = await expectPending(page, 0, { timeout: HEAL_MS_MAX }).then(
    () => true,
    () => false,
  )
  return { strike, isStruck, healedMs: isHealed ? performance.now() - beganMs : undefined }
}

/** Resolves when so many calls have met the fault. */
async function untilStruck(network: FaultProxy, { fault }: Strike, times: number): Promise<void> {
  for (let left = times; left > 0; left--) await network.nextCall((call) => call.fault === fault.kind)
}
