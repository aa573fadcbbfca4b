import { setTimeout as delay } from 'node:timers/promises'
import type { Locator, Page } from '@playwright/test'
import { signIn } from '../../e2e/harness/app.ts'
import { openProfile, type Profile } from '../harness/browser.ts'
import type { Job } from '../harness/job.ts'
import { median, spread } from '../harness/numbers.ts'
import { type BenchServer, startServer, watchHead } from '../harness/server.ts'

const RUNS = 5
const EDITS = 1_000

/** The real app on two devices: one edits offline, and from the moment it may reconnect both clocks run. */
export const offlineEdits: Job = {
  name: 'offline-edits',
  run: async () => {
    const server = await startServer(10_000)
    const [ana, ben] = [await openProfile(['main']), await openProfile(['main'])]
    try {
      const anas = await openApp(ana, server, 'ana@demo.test')
      const bens = await openApp(ben, server, 'ben@demo.test')
      const times: { server: number; device: number }[] = []
      for (let run = 0; run < RUNS; run++) times.push(await measure(server, ana, anas, bens, `Offline ${run}`))
      const [onServer, onDevice] = [times.map(({ server }) => server), times.map(({ device }) => device)]
      const what = `${EDITS.toLocaleString('en')} edits made offline, from reconnect until`
      return [
        {
          what: `${what} the server has all`,
          value: median(onServer),
          unit: 'ms',
          target: { atMost: 400 },
          note: spread(onServer),
        },
        {
          what: `${what} a second live device has all`,
          value: median(onDevice),
          unit: 'ms',
          target: { atMost: 700 },
          note: spread(onDevice),
        },
      ]
    } finally {
      await ana.dispose()
      await ben.dispose()
      await server.dispose()
    }
  },
}

async function openApp({ context }: Profile, { origin }: BenchServer, email: string): Promise<Page> {
  const page = await context.newPage()
  await signIn(page, { origin, email })
  return page
}

async function measure(server: BenchServer, { context }: Profile, anas: Page, bens: Page, notes: string) {
  const { head, close } = watchHead(server)
  await context.setOffline(true)
  await anas.evaluate(([count, notes]) => window.bench.editTenants(count, notes), [EDITS, notes] as const)
  await pendingButton(anas, '1,000 pending changes').waitFor({ timeout: 60_000 })
  const target = head() + EDITS
  const mirrored = bens.evaluate((seq) => window.bench.mirroredThrough(seq), target)
  const from = performance.timeOrigin + performance.now()
  await context.setOffline(false)
  while (head() < target) await delay(2)
  const stored = performance.timeOrigin + performance.now()
  const device = (await mirrored) - from
  close()
  await pendingButton(anas, 'All synced').waitFor({ timeout: 60_000 })
  return { server: stored - from, device }
}

function pendingButton(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true }).first()
}
