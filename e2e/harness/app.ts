import { expect, type Page } from '@playwright/test'
import type { Probe, Row } from './probe.ts'

/**
 * Signs in, and waits until the first sync is complete and the worker serves the page.
 * @param options.origin for a browser that does not know the test's server
 */
export async function signIn(
  page: Page,
  options: { readonly origin?: string; readonly email?: string } = {},
): Promise<void> {
  await page.goto(options.origin ?? '/')
  await fillSignIn(page, options.email)
  // Where page and worker begin at once, and one gets through and the other does not, the chip says Offline until the next idle
  // pull, 30 s later.
  await expect(page.getByText(/^Synced /).first()).toBeVisible({ timeout: 45_000 })
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    if (navigator.serviceWorker.controller) return
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    )
  })
}

export async function fillSignIn(page: Page, email = 'ana@demo.test'): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill('satchel-demo')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** The sync button says (UI2) how many records are not on the server. */
export async function expectPending(page: Page, count: number, options?: { timeout: number }): Promise<void> {
  const name = count === 0 ? 'All synced' : count === 1 ? '1 pending change' : `${count} pending changes`
  await expect(page.getByRole('button', { name, exact: true }).first()).toBeVisible(options)
}

/** Fills in a new record's form and saves it; resolves when it is safe on this device. */
export async function addBuilding(page: Page, name: string, description = ''): Promise<void> {
  await openNewBuilding(page)
  await page.getByLabel('Name', { exact: true }).fill(name)
  if (description !== '') await page.getByLabel('Description', { exact: true }).fill(description)
  await save(page)
}

/** As addBuilding; resolves when the server has it, and the page knows. */
export async function sendBuilding(page: Page, probe: Probe, name: string): Promise<Row> {
  await addBuilding(page, name)
  await expect
    .poll(async () => (await probe.rows('buildings')).some((row) => row.name === name), { timeout: 30_000 })
    .toBe(true)
  await expectPending(page, 0)
  return probe.rowNamed('buildings', name)
}

export async function openNewBuilding(page: Page): Promise<void> {
  await goToList(page)
  await page.getByRole('link', { name: 'New building' }).first().click()
  await expect(page.getByLabel('Name', { exact: true })).toBeVisible()
}

export async function goToList(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Buildings', exact: true }).first().click()
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeVisible()
}

/** Opens a record's form from its list. */
export async function openBuilding(page: Page, name: string): Promise<void> {
  await goToList(page)
  await page.getByRole('searchbox', { name: 'Search' }).fill(name)
  await page.getByRole('link', { name }).first().click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  // Not the chip, which says offline how many are saved on this device.
  await expect(page.getByText('Saved on this device', { exact: true })).toBeVisible()
}

/** As a browser whose storage is damaged: from the next load on it opens nothing with the app's version, and reads what is there. */
export async function damageStorage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const open = indexedDB.open.bind(indexedDB)
    indexedDB.open = (name, version) => {
      if (version !== undefined && name.startsWith('satchel:')) throw new DOMException('corrupt', 'UnknownError')
      return open(name, version)
    }
  })
}

/** Opens the region “Pending changes” if it is closed. */
export async function openPendingChanges(page: Page): Promise<void> {
  const region = page.getByRole('region', { name: 'Pending changes' })
  if (await region.isVisible()) return
  await page
    .getByRole('button', { name: /^(All synced|\d+ pending changes?)$/ })
    .first()
    .click()
  await expect(region).toBeVisible()
}
