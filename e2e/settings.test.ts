import { copyFile, readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { addBuilding, damageStorage, expectPending, fillSignIn, openPendingChanges, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[UI63] [EN55] only what is confirmed leaves, also from the worker, and pulls go on', async ({
  page,
  network,
  probe,
}) => {
  await signIn(page)
  await openSettings(page)
  await page.getByRole('radio', { name: 'Only when I say' }).check()
  for (const name of ['First barn', 'Second barn', 'Third barn']) await addBuilding(page, name)
  await expectPending(page, 3)
  await page.reload()
  await expectPending(page, 3)
  await openPendingChanges(page)
  const region = page.getByRole('region', { name: 'Pending changes' })
  await region.getByRole('button', { name: 'Sync now' }).click()
  await expect(region.getByText('3 changes wait for your confirmation.')).toBeVisible()
  expect(await named(probe, 'barn')).toEqual([])
  // Nothing is sealed either: a push that went out carried no change.
  const pushed = network.calls.filter(({ path, body }) => path === '/api/sync/push' && body.includes('barn'))
  expect(pushed).toEqual([])

  const second = region.getByRole('listitem').filter({ hasText: 'Second barn' })
  await second.getByRole('button', { name: 'Confirm', exact: true }).click()
  await expectPending(page, 2)
  expect(await named(probe, 'barn')).toEqual(['Second barn'])

  await region.getByRole('button', { name: 'Confirm all' }).click()
  await expectPending(page, 0)
  expect((await named(probe, 'barn')).sort()).toEqual(['First barn', 'Second barn', 'Third barn'])
})

test('[UI60] [EN55] working offline, nothing goes out or comes in, and all of it after', async ({
  page,
  context,
  network,
  probe,
}) => {
  await signIn(page)
  await openSettings(page)
  await page.getByRole('switch', { name: 'Work offline' }).check()
  await expect(page.getByText('Working offline').first()).toBeVisible()
  await addBuilding(page, 'Quiet barn')
  await expect(page.getByText('Working offline, 1 saved on this device').first()).toBeVisible()
  // A second page of the same browser, the worker, and the browser's own retry obey too.
  const calls = network.calls.length
  const other = await context.newPage()
  await other.goto('/')
  await expectPending(other, 1)
  await openPendingChanges(other)
  await other.getByRole('button', { name: 'Sync now' }).click()
  const region = other.getByRole('region', { name: 'Pending changes' })
  await expect(region.getByText('You are working offline. Nothing is sent or received.').first()).toBeVisible()
  expect(network.calls.slice(calls).filter(({ path }) => path.startsWith('/api/'))).toEqual([])
  expect(await named(probe, 'Quiet barn')).toEqual([])

  await region.getByRole('button', { name: 'Go online' }).click()
  await expectPending(page, 0)
  await expectPending(other, 0)
  expect(await named(probe, 'Quiet barn')).toEqual(['Quiet barn'])
})

test('[UI66] [DB20] exported with the server dead, imported in another browser, sent once', async ({
  page,
  browser,
  server,
  probe,
}, testInfo) => {
  await signIn(page)
  await server.kill()
  await addBuilding(page, 'Carried barn')
  await addBuilding(page, 'Carried shed')
  await expectPending(page, 2)
  await openPendingChanges(page)
  const file = testInfo.outputPath('export.json')
  await copyFile(await exported(page), file)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ satchel: 'export', devices: [{ scope: 'demo' }] })
  // The first device is gone for good.
  await page.context().close()
  await server.start()

  const context = await browser.newContext({ baseURL: server.origin })
  const other = await context.newPage()
  await signIn(other, { origin: server.origin })
  await imported(other, file, 'Import 2 changes')
  await expectPending(other, 0, { timeout: 30_000 })
  await expect.poll(async () => (await named(probe, 'Carried')).sort()).toEqual(['Carried barn', 'Carried shed'])
  await expectPending(other, 0)

  await openPendingChanges(other)
  await other.getByLabel('File to import').setInputFiles(file)
  const dialog = other.getByRole('dialog', { name: 'Import changes' })
  await expect(dialog.getByText('Nothing in this file is new.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: /^Import \d/ })).toBeHidden()
  expect((await probe.rowNamed('buildings', 'Carried barn')).version).toBe(1)
  await context.close()
})

test('[F30] signing out with unsent work: stay, export, or discard by typing', async ({ page, server, probe }) => {
  await signIn(page)
  await server.kill()
  await addBuilding(page, 'Unsent barn')
  await openSettings(page)
  const ask = async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    return page.getByRole('dialog', { name: 'Sign out with unsent work?' })
  }
  let dialog = await ask()
  await dialog.getByRole('button', { name: 'Stay' }).click()
  await expect(dialog).toBeHidden()
  await expectPending(page, 1)
  dialog = await ask()
  const saving = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Export' }).click()
  const file = await (await saving).path()
  const discard = dialog.getByRole('button', { name: 'Discard and sign out' })
  await expect(discard).toBeDisabled()
  await dialog.getByRole('textbox').fill('discard')
  await discard.click()
  await expect(page.getByLabel('Email')).toBeVisible()
  await server.start()
  await page.reload()
  await fillSignIn(page)
  await expectPending(page, 0)
  await imported(page, file, 'Import 1 change')
  await expectPending(page, 0, { timeout: 30_000 })
  await expect.poll(() => named(probe, 'Unsent barn')).toEqual(['Unsent barn'])
})

test('[UI67] a storage that cannot be opened still gives what waits', async ({ page, server }) => {
  await signIn(page)
  await server.kill()
  await addBuilding(page, 'Rescued barn')
  await damageStorage(page)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Satchel cannot open its storage' })).toBeVisible()
  expect(await readFile(await exported(page), 'utf8')).toContain('Rescued barn')
})

test('[UI122] on paper a screen is whole, and nothing else is there', async ({ page }) => {
  await signIn(page)
  await openSettings(page)
  const end = page.getByRole('button', { name: 'Sign out' })
  const isOnThePage = () =>
    end.evaluate((button) => {
      const { bottom } = button.getBoundingClientRect()
      return bottom + window.scrollY <= document.documentElement.scrollHeight
    })
  expect(await isOnThePage()).toBe(false)
  await page.emulateMedia({ media: 'print' })
  await expect.poll(isOnThePage).toBe(true)
  for (const ways of await page.locator('nav').all()) await expect(ways).toBeHidden()
})

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await expect(page.getByRole('switch', { name: 'Work offline' })).toBeVisible()
}

async function exported(page: Page): Promise<string> {
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export all' }).first().click()
  return (await saving).path()
}

async function imported(page: Page, file: string, action: string): Promise<void> {
  await openPendingChanges(page)
  await page.getByLabel('File to import').setInputFiles(file)
  await page.getByRole('dialog', { name: 'Import changes' }).getByRole('button', { name: action }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
}

async function named(probe: { rows(model: string): Promise<readonly object[]> }, part: string): Promise<string[]> {
  const names = (await probe.rows('buildings')).map((row) => ('name' in row ? String(row.name) : ''))
  return names.filter((name) => name.includes(part))
}
