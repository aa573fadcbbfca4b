import { addBuilding, expectPending, fillSignIn, openNewBuilding, signIn } from './harness/app.ts'
import { createBrowserProcess } from './harness/browser-process.ts'
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
  server,
  probe,
}) => {
  const browser = await createBrowserProcess()
  try {
    const first = await (await browser.launch()).newPage()
    await signIn(first, { origin: server.origin })
    await server.kill()
    await addBuilding(first, 'Powder house')
    await browser.kill()

    const context = await browser.launch()
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
  } finally {
    await browser.dispose()
  }
})
