import { addBuilding, expectPending, openPendingChanges, sendBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

const NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });\n"

for (const locks of ['with Web Locks', 'without Web Locks']) {
  test(`[F12] two tabs and the worker drain at once, ${locks}: each change once`, async ({
    page,
    context,
    server,
    network,
    probe,
  }) => {
    if (locks === 'without Web Locks') {
      network.prepend('/sw.js', NO_LOCKS)
      await context.addInitScript(NO_LOCKS)
    }
    await signIn(page)
    expect(await page.evaluate(() => navigator.locks === undefined)).toBe(locks === 'without Web Locks')
    const other = await context.newPage()
    await other.goto('/')
    await expectPending(other, 0)
    const before = (await probe.rows('buildings')).length

    await server.kill()
    const names = Array.from({ length: 6 }, (_, n) => `Boat house ${n + 1}`)
    for (const [n, name] of names.entries()) await addBuilding(n % 2 === 0 ? page : other, name)
    await expectPending(page, 6)
    await expectPending(other, 6)
    await openPendingChanges(page)
    await openPendingChanges(other)
    // Slow answers, so that the drains are under way at the same time.
    network.set({ kind: 'latency', delayMs: 300 })
    await server.start()
    await Promise.all([
      page.getByRole('button', { name: 'Sync now' }).click(),
      other.getByRole('button', { name: 'Sync now' }).click(),
      page.evaluate(async () => (await navigator.serviceWorker.ready).active?.postMessage({})),
    ])
    await expectPending(page, 0, { timeout: 30_000 })
    await expectPending(other, 0, { timeout: 30_000 })

    for (const name of names) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
    expect(await probe.rows('buildings')).toHaveLength(before + names.length)
  })
}

test('[F71] seven tabs, and each of them saves', async ({ page, context, probe }) => {
  await signIn(page)
  const tabs = [page]
  while (tabs.length < 7) {
    const tab = await context.newPage()
    await tab.goto('/')
    await expectPending(tab, 0)
    tabs.push(tab)
  }
  for (const [n, tab] of tabs.entries()) {
    await tab.bringToFront()
    expect((await sendBuilding(tab, probe, `Hut ${n + 1}`)).version).toBe(1)
  }
})
