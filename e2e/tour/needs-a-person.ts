import { expect, type Page } from '@playwright/test'
import { openPendingChanges, save } from '../harness/app.ts'
import { fillAndSave } from '../harness/merge.ts'
import type { Probe, Row } from '../harness/probe.ts'

/**
 * Leaves one change of every kind that needs a person, in an English page that is signed in: a conflict with fields that merge by
 * themselves, an edit of what was deleted, a deletion of what was edited, one of what is in use, an address that is taken, and a
 * lease of a building that was deleted.
 */
export async function needAPerson(page: Page, probe: Probe, origin: string): Promise<void> {
  const [tide, silk, wool, ice, rope] = await makeBuildings(probe)
  const tenant = await probe.create('tenants', { name: 'Mara Quill' })
  const open = (path: string) => page.goto(`${origin}/${path}`)
  for (const { id } of [tide, silk, wool, ice, rope]) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await open(`buildings/${id}`)
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(/\w/)
  }
  await page.context().setOffline(true)
  await open(`buildings/${silk.id}`)
  await fillAndSave(page, { Description: 'The gate sticks; ring the porter.', Floors: '3' })
  await open(`buildings/${tide.id}`)
  await fillAndSave(page, { Name: 'Tide mill West', Phone: '+353 1 555 0142', Floors: '5' })
  for (const { id } of [wool, ice]) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await open(`buildings/${id}`)
    // oxlint-disable-next-line no-await-in-loop -- one page
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(page.getByText('Deleted on this device').first()).toBeVisible()
  }
  await open('tenants/new')
  await fillAndSave(page, { Name: 'Nora Byrne', Email: 'nora@byrne.test' })
  await open('leases/new')
  await addLease(page, 'Rope walk', 'Mara Quill')

  await probe.create('tenants', { name: 'N. Byrne', email: 'nora@byrne.test' })
  await probe.update('buildings', tide, { name: 'Old tide mill', floors: 7, address: '12 Dock Road, Galway' })
  await probe.remove('buildings', silk)
  await probe.update('buildings', wool, { address: '3 Weir Lane, Galway' })
  for (const start of ['2026-02-01', '2026-05-01']) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    await probe.create('leases', { building: ice.id, tenant: tenant.id, start })
  }
  await probe.remove('buildings', rope)
  await page.context().setOffline(false)
  await openPendingChanges(page)
  for (const name of ['Needs review (3)', 'Refused (3)']) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(page.getByRole('heading', { name })).toBeVisible({ timeout: 30_000 })
  }
  await page.getByRole('button', { name: 'Close', exact: true }).click()
}

async function makeBuildings(probe: Probe): Promise<[Row, Row, Row, Row, Row]> {
  const make = (name: string, more: object = {}) => probe.create('buildings', { name, ...more })
  return [
    await make('Tide mill', { floors: 4, phone: '+353 1 555 0100', address: '1 Quay' }),
    await make('Silk mill', { address: '8 Loom Street, Lyon' }),
    await make('Wool mill', { address: '3 Weir' }),
    await make('Ice house'),
    await make('Rope walk'),
  ]
}

/** In an open form of a new lease. */
export async function addLease(page: Page, building: string, tenant: string): Promise<void> {
  await choose(page, 'Building', building)
  await choose(page, 'Tenant', tenant)
  await page.getByLabel('Start', { exact: true }).fill('2026-12-01')
  await save(page)
}

async function choose(page: Page, field: string, title: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).fill(title)
  await page.getByRole('option', { name: title }).first().click()
}
