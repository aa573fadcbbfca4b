import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { addBuilding, expectPending, goToList, openNewBuilding, openPendingChanges, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[TL9] axe finds nothing on any screen', async ({ page, server }) => {
  await page.goto('/')
  await expect(page.getByLabel('Email')).toBeVisible()
  await expectNoViolations(page, 'sign-in')
  await signIn(page)
  await expectNoViolations(page, 'home')
  await goToList(page)
  await expectNoViolations(page, 'list')
  await openNewBuilding(page)
  await expectNoViolations(page, 'new record')
  await page.goto('/leases')
  await page.getByRole('button', { name: 'Filter' }).click()
  await expectNoViolations(page, 'filters')
  await page.goto('/leases/new')
  await page.getByRole('combobox', { name: 'Building' }).fill('a')
  await expect(page.getByRole('option', { name: 'New building' })).toBeVisible()
  await expectNoViolations(page, 'reference picker')
  await page.getByRole('option', { name: 'New building' }).click()
  await expect(page.getByRole('region', { name: 'New building' })).toBeVisible()
  await expectNoViolations(page, 'record created in place')
  await page.goto('/buildings')
  await page.getByRole('main').getByRole('listitem').getByRole('link').first().click()
  await page.getByRole('button', { name: 'History' }).click()
  await expect(page.getByText(/created this/)).toBeVisible()
  await expectNoViolations(page, 'history')
  await server.kill()
  await addBuilding(page, 'Wind mill')
  await expectPending(page, 1)
  await expectNoViolations(page, 'record')
  await openPendingChanges(page)
  await expectNoViolations(page, 'pending changes')
  await page.goto('/settings')
  await expectPending(page, 1)
  await expectNoViolations(page, 'settings')
})

async function expectNoViolations(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  expect(found, screen).toEqual([])
}
