import { addBuilding, expectPending, openBuilding, openNewBuilding, openPendingChanges, signIn } from './harness/app.ts'
import { limitStorage } from './harness/storage-ballast.ts'
import { expect, test } from './harness/test.ts'

test('[RL10] [F25] the browser’s storage is full: a save says so and stays in its form, reads go on, nothing is half-written, and it goes on by itself', async ({
  page,
  context,
  server,
  network,
  probe,
}) => {
  await page.goto('/')
  const storage = await limitStorage(page, server.origin, 6_000_000)
  await signIn(page)
  const before = (await probe.rows('buildings')).length
  network.set({ kind: 'reset' })
  await addBuilding(page, 'Before the flood')
  await expectPending(page, 1)

  expect(await storage.fill()).toBe('QuotaExceededError')
  network.set({ kind: 'none' })
  await openNewBuilding(page)
  await page.getByLabel('Name', { exact: true }).fill('Ark')
  await page.getByLabel('Description', { exact: true }).fill('x'.repeat(3_000))
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Not saved: the storage of this device is full.').first()).toBeVisible()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Ark')
  await expectPending(page, 1)

  // A tab that starts in that state.
  const other = await context.newPage()
  await other.goto('/')
  await expectPending(other, 1)
  await openBuilding(other, 'Before the flood')
  await openPendingChanges(other)
  const region = other.getByRole('region', { name: 'Pending changes' })
  await region.getByRole('button', { name: 'Sync now' }).click()
  await expect(region.getByText('The storage of this device is full').first()).toBeVisible()
  expect(await probe.rows('buildings')).toHaveLength(before)

  await storage.drop()
  await expectPending(page, 0, { timeout: 30_000 })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved on this device', { exact: true })).toBeVisible()
  await expectPending(page, 0)
  await expectPending(other, 0)
  expect(await probe.rows('buildings')).toHaveLength(before + 2)
  for (const name of ['Before the flood', 'Ark']) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
})
