import { addBuilding, expectPending, signIn } from './harness/app.ts'
import { CABLE_HOST, launchOnCable, whyNoCable } from './harness/cable.ts'
import { createProbe } from './harness/probe.ts'
import { createTestServer, freePort } from './harness/server.ts'
import { expect, test } from '@playwright/test'

test('[SW5] [F15] the cable is pulled, every page closed and the worker stopped; the cable is back, and the browser itself delivers', async () => {
  test.setTimeout(120_000)
  const why = whyNoCable()
  // Root may always make a network, so there the test must run.
  test.skip(why !== undefined && process.getuid?.() !== 0, why)
  expect(why).toBeUndefined()

  const port = await freePort()
  const server = await createTestServer({ port, origin: `http://${CABLE_HOST}:${port}` })
  await server.start()
  const browser = await launchOnCable(port)
  try {
    const probe = await createProbe(server)
    const page = await browser.context.newPage()
    await signIn(page, { origin: server.origin })
    // Holds the browser open, and reaches the worker's controls, when the app has no page any more.
    const blank = await browser.context.newPage()
    const devtools = await browser.context.newCDPSession(blank)

    await browser.pull()
    await page.waitForFunction(() => !navigator.onLine)
    // The browser tells its Background Sync some 1.5 s later than its pages, and shows that nowhere: a request made before
    // is tried at once and then waits five minutes.
    await page.waitForTimeout(3_000)
    const names = ['Cable house 1', 'Cable house 2', 'Cable house 3']
    for (const name of names) await addBuilding(page, name)
    await expectPending(page, 3)
    await page.close()
    await devtools.send('ServiceWorker.enable')
    await devtools.send('ServiceWorker.stopAllWorkers')

    await browser.plug()
    await expect
      .poll(async () => (await probe.rows('buildings')).filter((row) => names.includes(String(row.name))).length, {
        timeout: 30_000,
      })
      .toBe(3)
    for (const name of names) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
    expect(browser.context.pages().map((open) => open.url())).not.toContain(server.origin)
  } finally {
    await browser.close()
    await server.dispose()
  }
})
