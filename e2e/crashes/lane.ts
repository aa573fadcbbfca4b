import type { BrowserContext, CDPSession, Page } from '@playwright/test'
import { expectPending, signIn } from '../harness/app.ts'
import { saveBuilding } from '../harness/book.ts'
import { createFaultProxy, type FaultProxy } from '../harness/fault-proxy.ts'
import type { LaneParts } from '../harness/fleet.ts'

export const REST_MS_MAX = 30_000

export interface Crash {
  readonly victim: Victim
  readonly lacks: Lack
  /** Was anything still waiting when it happened? */
  readonly inMidDrain: boolean
  /** From the crash until nothing waits; undefined: never, in the time that it may take. */
  readonly restedMs: number | undefined
}

type Victim = 'worker' | 'page' | 'worker and page' | 'both pages'
const VICTIMS: readonly Victim[] = ['worker', 'worker', 'page', 'worker and page', 'both pages']

/** One browser profile with two pages and their worker. */
export interface Lane {
  /** Something dies at a drawn byte of a drain. */
  crash(n: number): Promise<Crash>
  close(): Promise<void>
}

/** What this browser does not have. */
export type Lack = 'nothing' | 'Web Locks' | 'Background Sync'
const LACKS: { readonly [lack in Lack]: string } = {
  nothing: '',
  'Web Locks': "Object.defineProperty(navigator, 'locks', { value: undefined });\n",
  'Background Sync': 'delete ServiceWorkerRegistration.prototype.sync; delete globalThis.SyncManager;\n',
}

/** Slow enough that a crash falls between two bytes; a drain of two records takes a second. */
const BYTES_PER_SECOND = 2_000
const DRAIN_BYTES = 1_500

export interface LaneOptions extends LaneParts {
  readonly lacks: Lack
}

export async function openLane(options: LaneOptions): Promise<Lane> {
  const { browser, server, random, lacks } = options
  const network = await createFaultProxy(random.next)
  network.connectTo(server.port)
  const context = await browser.newContext({ baseURL: network.origin })
  if (LACKS[lacks] !== '') {
    network.prepend('/sw.js', LACKS[lacks])
    await context.addInitScript(LACKS[lacks])
  }
  const page = await context.newPage()
  await signIn(page)
  const tabs: [Page, Page] = [page, await openTab(context)]
  return {
    crash: (n) => crash({ ...options, context, network, tabs, n }),
    close: async () => {
      await context.close()
      await network.close()
    },
  }
}

async function openTab(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto('/')
  return page
}

interface Situation extends LaneOptions {
  readonly context: BrowserContext
  readonly network: FaultProxy
  /** Those that are alive; a dead one is replaced. */
  readonly tabs: [Page, Page]
  /** Makes names unique. */
  readonly n: number
}

async function crash(situation: Situation): Promise<Crash> {
  const { context, network, tabs, random, book, lacks, n } = situation
  const victim = random.pick(VICTIMS)
  const slow = { kind: 'rate', bytesPerSecond: BYTES_PER_SECOND } as const
  const wasCutOff = random.chance(0.5)
  network.set(wasCutOff ? { kind: 'reset' } : slow, wasCutOff ? 'cut' : 'keep')
  const moment = network.afterBytes(random.between(1, DRAIN_BYTES))
  await saveBuilding(tabs[0], `Crash ${n} first`, book, random)
  // A server that comes back is noticed in another way than one that was there.
  if (wasCutOff) {
    await saveBuilding(tabs[1], `Crash ${n} second`, book, random)
    network.set(slow)
  }
  const drained = expectPending(tabs[1], 0, { timeout: 60_000 }).then(() => 'drained' as const)
  drained.catch(() => undefined)
  const inMidDrain = (await Promise.race([moment, drained])) !== 'drained'
  await kill(victim, context, tabs)
  const beganMs = performance.now()
  network.set({ kind: 'none' }, 'keep')
  for (const at of [0, 1] as const) if (crashed.has(tabs[at])) tabs[at] = await openTab(context)
  const isAtRest = await Promise.all(tabs.map((tab) => expectPending(tab, 0, { timeout: REST_MS_MAX }))).then(
    () => true,
    () => false,
  )
  return { victim, lacks, inMidDrain, restedMs: isAtRest ? performance.now() - beganMs : undefined }
}

/** Pages that are gone. */
const crashed = new WeakSet<Page>()

async function kill(victim: Victim, context: BrowserContext, [page, other]: readonly [Page, Page]): Promise<void> {
  const killed: Promise<void>[] = []
  if (victim.includes('worker')) killed.push(stopWorkers(await context.newCDPSession(other)))
  if (victim.includes('page')) killed.push(crashPage(context, page))
  if (victim === 'both pages') killed.push(crashPage(context, other))
  await Promise.all(killed)
}

async function stopWorkers(devtools: CDPSession): Promise<void> {
  await devtools.send('ServiceWorker.enable')
  await devtools.send('ServiceWorker.stopAllWorkers')
  await devtools.detach()
}

/** Its process is gone, as when it had no memory left. */
async function crashPage(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page)
  const gone = page.waitForEvent('crash')
  // Nobody is left to answer.
  devtools.send('Page.crash').catch(() => undefined)
  await gone
  crashed.add(page)
  await page.close()
}
