import type { Page } from '@playwright/test'
import { expectPending, openBuilding, save, sendBuilding, signIn } from './harness/app.ts'
import { expectReview, fillAndSave, meet, openConflict } from './harness/merge.ts'
import { expect, test } from './harness/test.ts'

test('[UI16] [F53] deleted there, changed here: restored with my changes, or given up', async ({ page, probe }) => {
  await signIn(page)
  const { id } = await sendBuilding(page, probe, 'Silk mill')
  await probe.update('buildings', await probe.rowNamed('buildings', 'Silk mill'), { address: '1 Weir' })
  await meet(page, 'Silk mill', { Floors: '5' }, async () =>
    probe.remove('buildings', await probe.rowNamed('buildings', 'Silk mill')),
  )
  await expect(page.getByText('This record was deleted by Ben.').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Discard my changes' })).toBeVisible()
  await page.getByRole('button', { name: 'Restore with my changes' }).click()
  await expectPending(page, 0, { timeout: 30_000 })
  const row = (await probe.rows('buildings')).find((one) => one.id === id)
  expect(row).toMatchObject({ name: 'Silk mill', address: '1 Weir', floors: 5 })
})

test('[UI16] [F53] deleted here, changed there: deleted anyway, or kept as it is there', async ({ page, probe }) => {
  await signIn(page)
  for (const name of ['Wool mill', 'Hemp mill']) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await sendBuilding(page, probe, name)
    // oxlint-disable-next-line no-await-in-loop -- one page
    await deleteWhile(page, name, async () =>
      probe.update('buildings', await probe.rowNamed('buildings', name), { name: `Old ${name}` }),
    )
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(page.getByText('You deleted this record; Ben changed Name.')).toBeVisible()
    // oxlint-disable-next-line no-await-in-loop -- one page
    await page.getByRole('button', { name: name === 'Wool mill' ? 'Delete anyway' : 'Keep the record' }).click()
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expectPending(page, 0, { timeout: 30_000 })
    // oxlint-disable-next-line no-await-in-loop -- one page
    await page.getByRole('button', { name: 'Close', exact: true }).click()
  }
  expect((await probe.rows('buildings')).filter((row) => !row._deleted).map((row) => row.name)).not.toContain(
    'Old Wool mill',
  )
  await openBuilding(page, 'Old Hemp mill')
})

test('[UI88] the record is deleted while the merge screen is open: that is the question then', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Flax mill')
  await meet(page, 'Flax mill', { Floors: '5' }, async () =>
    probe.update('buildings', await probe.rowNamed('buildings', 'Flax mill'), { floors: 7 }),
  )
  const dialog = await openConflict(page)
  await probe.remove('buildings', await probe.rowNamed('buildings', 'Flax mill'))
  await expect(dialog.getByText('This record was deleted by Ben.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Restore with my changes' }).click()
  await expect(dialog).toBeHidden()
  await expectPending(page, 0, { timeout: 30_000 })
  expect(await probe.rowNamed('buildings', 'Flax mill')).toMatchObject({ floors: 5 })
})

test('[UI87] [F58] a new lease of a building that was deleted meanwhile: the building is restored, and both arrive', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Rope walk')
  const tenant = await probe.create('tenants', { name: 'Mara Quill' })
  await page.goto('/leases/new')
  await choose(page, 'Building', 'Rope walk')
  await choose(page, 'Tenant', 'Mara Quill')
  await page.context().setOffline(true)
  await page.getByLabel('Start', { exact: true }).fill('2026-12-01')
  await save(page)
  await probe.remove('buildings', await probe.rowNamed('buildings', 'Rope walk'))
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '1 pending change', exact: true }).first().click()
  await expect(page.getByText('Building Rope walk was deleted by Ben.')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Choose another' })).toBeVisible()
  await page.getByRole('button', { name: 'Restore Building' }).click()
  await expectPending(page, 0, { timeout: 30_000 })
  const building = (await probe.rows('buildings')).find((row) => row.name === 'Rope walk' && !row._deleted)
  const leases = await probe.rows('leases')
  expect(leases.filter((row) => row.building === building?.id && row.tenant === tenant.id)).toHaveLength(1)
})

test('[UI18] the rent starts on theirs, because the model says so', async ({ page, probe }) => {
  await signIn(page)
  const building = await sendBuilding(page, probe, 'Glass works')
  const tenant = await probe.create('tenants', { name: 'Mara Quill' })
  const data = { building: building.id, tenant: tenant.id, start: '2026-12-01', rent: 90_000 }
  const lease = await probe.create('leases', data)
  await page.goto(`/leases/${lease.id}`)
  await expect(page.getByLabel('Rent', { exact: true })).toHaveValue(/900/)
  await page.context().setOffline(true)
  await fillAndSave(page, { Rent: '950' })
  await probe.update('leases', lease, { rent: 100_000 })
  await page.context().setOffline(false)
  await expectReview(page)
  const dialog = await openConflict(page, 'Lease')
  await expect(dialog.getByRole('radio', { name: 'Theirs: €1,000.00' })).toBeChecked()
  await expect(dialog.getByRole('radio', { name: 'Yours: €950.00' })).toBeVisible()
})

test('[UI17] [F58] a building that a lease uses cannot be deleted: shown by whom, and kept', async ({
  page,
  probe,
}) => {
  await signIn(page)
  const building = await sendBuilding(page, probe, 'Ice house')
  const tenant = await probe.create('tenants', { name: 'Mara Quill' })
  await deleteWhile(page, 'Ice house', async () => {
    await probe.create('leases', { building: building.id, tenant: tenant.id, start: '2026-12-01' })
  })
  await expect(page.getByText('1 lease uses this.')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Show them' })).toBeVisible()
  await page.getByRole('button', { name: 'Keep the record' }).click()
  await expectPending(page, 0, { timeout: 30_000 })
  expect(await probe.rowNamed('buildings', 'Ice house')).toMatchObject({ version: 1 })
})

test('[UI17] [F56] two people give the same e-mail: the second is told, changes it, and both records are there', async ({
  page,
  probe,
}) => {
  await signIn(page)
  await page.goto('/tenants/new')
  await page.context().setOffline(true)
  await page.getByLabel('Name', { exact: true }).fill('Mara Quill')
  await page.getByLabel('Email', { exact: true }).fill('mara@quill.test')
  await save(page)
  await probe.create('tenants', { name: 'Mara Q.', email: 'mara@quill.test' })
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '1 pending change', exact: true }).first().click()
  await expect(page.getByText(/^Email is already used by another record\.$/).first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Discard Mara Quill' })).toBeVisible()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  await page.getByLabel('Email', { exact: true }).fill('m.quill@quill.test')
  await save(page)
  await expectPending(page, 0, { timeout: 30_000 })
  const emails = (await probe.rows('tenants'))
    .filter(({ name }) => String(name).startsWith('Mara'))
    .map((row) => row.email)
  expect(emails.toSorted()).toEqual(['m.quill@quill.test', 'mara@quill.test'])
})

/** Deletes a building without a network while somebody else acts; opens Pending changes. */
async function deleteWhile(page: Page, name: string, theirs: () => Promise<void>): Promise<void> {
  await openBuilding(page, name)
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expectPending(page, 1)
  await theirs()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: '1 pending change', exact: true }).first().click()
}

/** Finds a record in a reference's search box. */
async function choose(page: Page, label: string, title: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await box.fill(title)
  await page.getByRole('option', { name: title }).first().click()
  await expect(box).toHaveValue(title)
}
