import type { Page } from '@playwright/test'
import { addBuilding, expectPending, fillSignIn, openNewBuilding, signIn } from './harness/app.ts'
import type { FaultProxy } from './harness/fault-proxy.ts'
import type { Probe } from './harness/probe.ts'
import { expect, test } from './harness/test.ts'

test('[F67] forty times Save and away in the same tick: forty are there', async ({ page, server, probe }) => {
  test.setTimeout(180_000)
  await signIn(page)
  await server.kill()
  const names = Array.from({ length: 40 }, (_, n) => `Shed ${String(n + 1).padStart(2, '0')}`)
  for (const name of names) {
    await openNewBuilding(page)
    await page.getByLabel('Name', { exact: true }).fill(name)
    const left = page.waitForEvent('load')
    await page.getByRole('button', { name: 'Save', exact: true }).evaluate((button: HTMLElement) => {
      button.click()
      location.href = '/'
    })
    await left
  }
  await expectPending(page, 40)
  await server.start()
  await expectPending(page, 0, { timeout: 30_000 })
  const arrived = (await probe.rows('buildings'))
    .map((row) => String(row.name))
    .filter((name) => name.startsWith('Shed '))
  expect(arrived.toSorted()).toEqual(names)
})

test('[F17] the browser is killed right after "Saved on this device": the record is there', async ({
  browserProcess,
  server,
  probe,
}) => {
  const first = await (await browserProcess.launch()).newPage()
  await signIn(first, { origin: server.origin })
  await server.kill()
  await addBuilding(first, 'Powder house')
  await browserProcess.kill()

  const context = await browserProcess.launch()
  const second = await context.newPage()
  await second.goto(server.origin)
  await expectPending(second, 1)
  // Chromium writes cookies to the disk within half a minute: whether this session's was there is chance.
  await context.clearCookies()
  await server.start()
  await second.getByText('Sign in to send').first().click({ timeout: 30_000 })
  await fillSignIn(second)
  await expectPending(second, 0, { timeout: 30_000 })
  expect((await probe.rowNamed('buildings', 'Powder house')).version).toBe(1)
})

interface Place {
  readonly network: FaultProxy
  readonly probe: Probe
}

/**
 * Each saves a building of that name and resolves at the moment at which the browser dies. Only pushes fail: a drain that stood still
 * in another call would send nothing.
 */
const MOMENTS: { readonly [name: string]: (page: Page, name: string, place: Place) => Promise<unknown> } = {
  'saved, nothing sent': (page, name, { network }) => {
    network.set({ kind: 'reset' })
    return addBuilding(page, name)
  },
  'sent, not heard': async (page, name, { network }) => {
    network.set({ kind: 'blackHole' }, 'keep', '/api/sync/push')
    const sent = network.nextCall(({ body }) => body.includes(name))
    await addBuilding(page, name)
    await sent
  },
  'heard, no answer': async (page, name, { network, probe }) => {
    network.set({ kind: 'stall', afterBytes: 0 }, 'keep', '/api/sync/push')
    await addBuilding(page, name)
    await expect.poll(() => isThere(probe, name)).toBe(true)
  },
  'in the middle of the answer': async (page, name, { network, probe }) => {
    network.set({ kind: 'stall', afterBytes: 60 }, 'keep', '/api/sync/push')
    await addBuilding(page, name)
    await expect.poll(() => isThere(probe, name)).toBe(true)
  },
  'answered, and more is asked for': async (page, name, { network }) => {
    const sent = network.nextCall(({ body }) => body.includes(name))
    const saved = addBuilding(page, name)
    await sent
    await network.nextCall('/api/sync/pull')
    await saved
  },
}

test('[RL12] [F17] the browser is killed at five moments between a save and its last answer: everything comes back, once', async ({
  browserProcess,
  server,
  network,
  probe,
}) => {
  test.setTimeout(180_000)
  const first = await browserProcess.launch()
  await signIn(await first.newPage(), { origin: server.origin })
  // Chromium writes them to the disk within half a minute.
  const cookies = await first.cookies()
  const before = (await probe.rows('buildings')).length
  const open = async (): Promise<Page> => {
    network.set({ kind: 'none' })
    const context = await browserProcess.launch()
    await context.addCookies(cookies)
    const page = await context.newPage()
    await page.goto(server.origin)
    await expectPending(page, 0, { timeout: 30_000 })
    return page
  }
  await browserProcess.kill()
  for (const [name, until] of Object.entries(MOMENTS)) {
    // oxlint-disable-next-line no-await-in-loop -- one browser
    await until(await open(), name, { network, probe })
    // oxlint-disable-next-line no-await-in-loop -- one browser
    await browserProcess.kill()
  }
  await open()
  expect(await probe.rows('buildings')).toHaveLength(before + Object.keys(MOMENTS).length)
  const rows = await Promise.all(Object.keys(MOMENTS).map((name) => probe.rowNamed('buildings', name)))
  expect(rows.map(({ version }) => version)).toEqual(rows.map(() => 1))
})

async function isThere(probe: Probe, name: string): Promise<boolean> {
  return (await probe.rows('buildings')).some((row) => row.name === name)
}
