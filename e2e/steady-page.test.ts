import { devices } from '@playwright/test'
import { goToList, openNewBuilding, signIn } from './harness/app.ts'
import { auditPage } from './harness/lighthouse.ts'
import { collectShifts, shiftsOf } from './harness/layout-shifts.ts'
import { expect, test } from './harness/test.ts'

test('[TL11] Lighthouse finds no fault in accessibility and best practices of the sign-in page', async ({ server }) => {
  const { scores, faults } = await auditPage(server.origin, ['accessibility', 'best-practices'])
  expect(faults).toEqual([])
  expect(scores).toEqual({ accessibility: 100, 'best-practices': 100 })
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, userAgent: devices['Pixel 7'].userAgent })

  test('[TL12] nothing on screen moves by itself, from sign-in to a form', async ({ page }) => {
    await collectShifts(page)
    await signIn(page)
    const first = await shiftsOf(page)
    await page.reload()
    await expect(page.getByRole('link', { name: 'Buildings', exact: true }).first()).toBeVisible()
    await goToList(page)
    await page.locator('li[aria-posinset="1"] a').click()
    await expect(page.getByLabel('Name', { exact: true })).toBeVisible()
    await openNewBuilding(page)
    expect(first + (await shiftsOf(page))).toBeLessThanOrEqual(0.02)
  })
})
