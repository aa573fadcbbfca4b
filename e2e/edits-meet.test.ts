import { expectPending, openBuilding, openPendingChanges, save, sendBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[F18] an edit made while its own push is on the way is neither lost nor a conflict', async ({
  page,
  network,
  probe,
}) => {
  await signIn(page)
  const before = await sendBuilding(page, probe, 'Tide mill')

  await openBuilding(page, 'Tide mill')
  network.set({ kind: 'latency', delayMs: 3_000 })
  const pushing = network.nextCall('/api/sync/push')
  await page.getByLabel('Floors', { exact: true }).fill('2')
  await save(page)
  await pushing
  await page.getByLabel('Floors', { exact: true }).fill('3')
  await save(page)
  await expectPending(page, 1)
  await expectPending(page, 0, { timeout: 30_000 })

  expect(await probe.rowNamed('buildings', 'Tide mill')).toMatchObject({ floors: 3, version: before.version + 2 })
  await expect(page.getByLabel('Floors', { exact: true })).toHaveValue('3')
})

test('[F50] [F68] a form is open while another person changes another field: both stay', async ({ page, probe }) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Saw mill')
  await openBuilding(page, 'Saw mill')
  await page.getByLabel('Floors', { exact: true }).fill('4')

  await probe.update('buildings', await probe.rowNamed('buildings', 'Saw mill'), { address: '1 Weir Lane' })
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue('1 Weir Lane')
  await expect(page.getByLabel('Floors', { exact: true })).toHaveValue('4')
  await save(page)
  await expect.poll(() => probe.rowNamed('buildings', 'Saw mill')).toMatchObject({ floors: 4, address: '1 Weir Lane' })
  await expectPending(page, 0)
})

test('[F51] [F68] [RB4] a form is open while another changes the same field: a question, nothing is lost, and both are told who chose', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Paper mill')
  await openBuilding(page, 'Paper mill')
  await page.getByLabel('Floors', { exact: true }).fill('5')

  await probe.update('buildings', await probe.rowNamed('buildings', 'Paper mill'), { floors: 7 })
  await expect(page.getByText(/Ben changed this to .*7.* while you were typing/)).toBeVisible()
  await expect(page.getByLabel('Floors', { exact: true })).toHaveValue('5')
  await save(page)
  await expectPending(page, 1)
  await openPendingChanges(page)
  await expect(page.getByRole('heading', { name: 'Needs review (1)' })).toBeVisible()
  expect(await probe.rowNamed('buildings', 'Paper mill')).toMatchObject({ floors: 7 })

  await page.getByRole('button', { name: 'Resolve' }).click()
  const dialog = page.getByRole('dialog', { name: 'Resolve conflict: update Building' })
  const floors = dialog
    .getByRole('radiogroup', { name: 'Floors' })
    .or(dialog.getByRole('group', { name: 'Floors' }))
    .first()
  await expect(floors.getByRole('radio', { name: /^Theirs: 7/ })).toBeVisible()
  await expect(floors.getByRole('radio', { name: /^Yours: 5/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'Apply merge' }).click()
  await expectPending(page, 0, { timeout: 30_000 })
  const row = await probe.rowNamed('buildings', 'Paper mill')
  expect(row).toMatchObject({ floors: 5 })
  // A pull had met the conflict before any push: Ben's history tells of it all the same.
  const [newest] = await probe.history('buildings', row)
  expect(newest).toMatchObject({
    updated_by: 'Ana',
    before: { floors: 7 },
    after: { floors: 5 },
    decided: { floors: 'resolved' },
  })
})
