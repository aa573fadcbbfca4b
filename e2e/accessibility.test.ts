import type { Page } from '@playwright/test'
import { signIn } from './harness/app.ts'
import { type Language, say } from './harness/language.ts'
import { expectForEveryone, expectInThisLanguage } from './harness/screen-check.ts'
import { expect, test } from './harness/test.ts'
import { tourOfHints } from './tour/hints.ts'
import { tourOfRecords } from './tour/records.ts'
import { createVisitor } from './tour/visitor.ts'
import { tourOfWaiting } from './tour/waiting.ts'

const LOCALES = { en: 'en-GB', ar: 'ar-EG' } as const
const everyLanguage = Object.entries(LOCALES) as [Language, string][]

for (const [language, locale] of everyLanguage) {
  test.describe(locale, () => {
    test.use({ locale })
    test.beforeEach(() => test.setTimeout(240_000))
    const check = language === 'en' ? expectForEveryone : expectInThisLanguage
    const visitor = (page: Page) => createVisitor(page, language, (screen) => check(page, screen))

    test(`[TL9] [UI100] [UI103] ${language}: axe finds nothing from signing in to a record's end, and nothing is too wide`, async ({
      page,
      server,
      probe,
    }) => {
      await tourOfRecords(visitor(page), server.origin, probe)
    })

    test(`[TL9] [UI103] ${language}: axe finds nothing where a person is needed, and nothing is too wide`, async ({
      page,
      server,
      probe,
    }) => {
      await tourOfWaiting(visitor(page), { origin: server.origin, probe, killServer: server.kill })
    })

    test(`[TL9] [UI103] ${language}: axe finds nothing in what the app asks for, and nothing is too wide`, async ({
      page,
      server,
      network,
    }) => {
      await tourOfHints(visitor(page), server.origin, network)
    })
  })
}

test('[UI100] [UI101] Arabic, once chosen, is there after a reload without a server, and counts what is saved', async ({
  page,
  server,
}) => {
  await signIn(page)
  await page.getByRole('link', { name: 'Settings' }).first().click()
  await page.getByRole('radio', { name: 'العربية' }).click()
  const settings = page.getByRole('heading', { level: 1, name: say('ar', 'Settings') })
  await expect(settings).toBeVisible()
  await server.kill()
  await page.reload()
  await expect(settings).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar')

  await page.getByRole('link', { name: say('ar', 'Buildings') }).click()
  await page.getByRole('link', { name: 'إضافة مبنى' }).click()
  await page.getByLabel(say('ar', 'Name'), { exact: true }).fill('طاحونة النهر')
  await page.getByRole('button', { name: say('ar', 'Save'), exact: true }).click()
  await expect(page.getByText(say('ar', 'Saved on this device'), { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'تغيير واحد معلّق' }).first()).toBeVisible()

  await server.start()
  await expect(page.getByRole('button', { name: say('ar', 'All synced') }).first()).toBeVisible({ timeout: 30_000 })
})
