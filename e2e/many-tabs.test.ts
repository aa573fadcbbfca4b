import { addBuilding, expectPending, openPendingChanges, sendBuilding, signIn } from './harness/app.ts'
import type { FaultyCall } from './harness/fault-proxy.ts'
import { expect, test } from './harness/test.ts'
import { createWorkerControls } from './harness/worker-controls.ts'

const NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });\n"

/**
 * Told so, the worker hears no page's wake-up any more: each page drains by itself, and so does the worker when the browser
 * wakes it.
 */
const CAN_BE_DEAF = `let isDeaf = false;
addEventListener('message', (event) => {
  isDeaf ||= event.data === 'be deaf'
  if (isDeaf && event.data?.kind === 'wake') event.stopImmediatePropagation()
});
`

for (const locks of ['with Web Locks', 'without Web Locks']) {
  test(`[F12] two tabs and the worker drain at once, ${locks}: each change once`, async ({
    page,
    context,
    server,
    network,
    probe,
  }) => {
    const hasLocks = locks === 'with Web Locks'
    network.prepend('/sw.js', hasLocks ? CAN_BE_DEAF : CAN_BE_DEAF + NO_LOCKS)
    if (!hasLocks) await context.addInitScript(NO_LOCKS)
    await signIn(page)
    expect(await page.evaluate(() => navigator.locks !== undefined)).toBe(hasLocks)
    await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.postMessage('be deaf'))
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
    // Slow answers to pushes alone, so that the others begin while the first is on its way.
    network.set({ kind: 'latency', delayMs: 2_000 }, 'cut', '/api/sync/push')
    const worker = await createWorkerControls(context, page, server.origin)
    const pushing = network.nextCall(isPushOfChanges)
    await server.start()
    await Promise.all([page, other].map((tab) => tab.getByRole('button', { name: 'Sync now' }).click()))
    await pushing
    await worker.sync('satchel-drain-0')
    await expectPending(page, 0, { timeout: 30_000 })
    await expectPending(other, 0, { timeout: 30_000 })

    // The lock spares all but one the work; without it they all send the same, and the server does it once.
    const pushes = network.calls.filter(isPushOfChanges).length
    if (hasLocks) expect(pushes).toBe(1)
    else expect(pushes).toBeGreaterThan(1)
    for (const name of names) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
    expect(await probe.rows('buildings')).toHaveLength(before + names.length)
  })
}

function isPushOfChanges({ path, body }: FaultyCall): boolean {
  return path === '/api/sync/push' && body.includes('"op"')
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
