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

  for (const [locale, words] of [
    ['en-GB', 'Enter records'],
    ['ar', 'أدخل السجلات'],
  ] as const)
    test(`[UI116] in ${locale} the sign-in page’s head stands before the app runs, and the form comes under it without moving it`, async ({
      browser,
      server,
    }) => {
      const context = await browser.newContext({
        baseURL: server.origin,
        locale,
        viewport: { width: 390, height: 844 },
      })
      const page = await context.newPage()
      let runApp = (): void => undefined
      const mayRun = new Promise<void>((resolve) => (runApp = resolve))
      await page.route('**/assets/index-*.js', async (route) => {
        await mayRun
        await route.continue()
      })
      await page.goto('/', { waitUntil: 'commit' })
      const head = [page.getByRole('heading', { name: 'Satchel' }), page.getByText(words), page.locator('main img')]
      const places = () => Promise.all(head.map((part) => part.filter({ visible: true }).boundingBox()))
      await expect(page.getByText(words).filter({ visible: true })).toHaveCount(1)
      const before = await places()
      runApp()
      await expect(page.locator('input[type=email]')).toBeVisible()
      expect(await places()).toEqual(before)
      await context.close()
    })

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
