import type { Page } from '@playwright/test'
import { addBuilding, openPendingChanges, save, signIn } from './harness/app.ts'
import { type Language, say, speak } from './harness/language.ts'
import { fillAndSave } from './harness/merge.ts'
import type { Probe } from './harness/probe.ts'
import { expectForEveryone } from './harness/screen-check.ts'
import { expect, test } from './harness/test.ts'

const LOCALES = { en: 'en-GB', ar: 'ar-EG' } as const
const everyLanguage = Object.entries(LOCALES) as [Language, string][]

for (const [language, locale] of everyLanguage) {
  test.describe(locale, () => {
    test.use({ locale })

    test(`[TL9] [UI100] [UI103] ${language}: axe finds nothing from signing in to a record's history, and nothing is too wide`, async ({
      page,
    }) => {
      test.setTimeout(240_000)
      const check = (screen: string) => expectForEveryone(page, screen)
      const button = (text: string) => page.getByRole('button', { name: say(language, text), exact: true })
      await page.goto('/')
      await expect(page.getByLabel(say(language, 'Password'))).toBeVisible()
      await check('sign-in')
      await speak(page, 'en')
      await signIn(page)
      await speak(page, language)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await check('home')

      await page.goto('/buildings')
      const rows = page.getByRole('main').getByRole('listitem')
      await expect(rows.nth(3)).toBeVisible()
      await check('list')
      await page.getByRole('searchbox').fill('no such place')
      await expect(page.getByText(say(language, 'Nothing found.'))).toBeVisible()
      await check('nothing found')
      await page.goto('/leases')
      await button('Filter').click()
      await check('filters')

      await page.goto('/buildings/new')
      await button('Save').click()
      await expect(page.getByText(say(language, 'This is needed.'))).toBeVisible()
      await check('new record with an error')
      await page.goto('/leases/new')
      await page.getByRole('combobox').first().fill('a')
      await expect(page.getByRole('option').last()).toBeVisible()
      await check('reference picker')
      await page.getByRole('option').last().click()
      await expect(page.getByRole('region')).toBeVisible()
      await check('record created in place')

      await page.goto('/buildings')
      await rows.getByRole('link').first().click()
      await button('History').click()
      await expect(page.getByText(say(language, 'created this'))).toBeVisible()
      await check('record with its history')
    })

    test(`[TL9] [UI103] ${language}: axe finds nothing where a person is needed, and nothing is too wide`, async ({
      page,
      server,
      probe,
    }) => {
      test.setTimeout(240_000)
      const check = (screen: string) => expectForEveryone(page, screen)
      const button = (text: string) => page.getByRole('button', { name: say(language, text), exact: true })
      await page.goto('/')
      await speak(page, 'en')
      await signIn(page)
      await needAPerson(page, probe)
      await server.kill()
      await addBuilding(page, 'Rope walk')
      await addLease(page, 'Rope walk')
      await speak(page, language)

      await page.goto('/')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await check('home with what waits')
      await page.goto('/buildings')
      await expect(page.getByRole('main').getByRole('listitem').nth(3)).toBeVisible()
      await check('list with what waits')
      await page.getByRole('banner').getByRole('button').click()
      await expect(page.getByRole('main').getByRole('heading', { level: 3 })).toHaveCount(3)
      await check('pending changes')
      await button('Resolve').click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await page.getByRole('dialog').locator('summary').click()
      await check('merge dialog')
      await button('Cancel').click()
      await page.goto('/settings')
      await expect(button('Sync now').first()).toBeVisible()
      await check('settings')
      await button('Sign out').click()
      await expect(page.getByRole('dialog')).toBeVisible()
      await check('sign-out dialog')
    })
  })
}

/** A conflict with a field that merges by itself, an edit of what was deleted, and a refused tenant. */
async function needAPerson(page: Page, probe: Probe): Promise<void> {
  const tide = await probe.create('buildings', { name: 'Tide mill' })
  const silk = await probe.create('buildings', { name: 'Silk mill' })
  for (const { id } of [tide, silk]) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await page.goto(`/buildings/${id}`)
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue(/mill/)
  }
  await page.context().setOffline(true)
  await fillAndSave(page, { Description: 'The gate sticks; ring the porter.' })
  await page.goto(`/buildings/${tide.id}`)
  await fillAndSave(page, { Name: 'Tide mill West', Floors: '5' })
  await page.goto('/tenants/new')
  await fillAndSave(page, { Name: 'Nora Byrne', Email: 'nora@byrne.test' })
  await probe.create('tenants', { name: 'N. Byrne', email: 'nora@byrne.test' })
  await probe.update('buildings', tide, { name: 'Old tide mill', floors: 7, address: '12 Dock Road' })
  await probe.remove('buildings', silk)
  await page.context().setOffline(false)
  await openPendingChanges(page)
  for (const heading of ['Needs review (2)', 'Refused (1)']) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(page.getByRole('heading', { name: heading })).toBeVisible({ timeout: 30_000 })
  }
  await page.getByRole('button', { name: 'Close', exact: true }).click()
}

/** A lease that waits for its building. */
async function addLease(page: Page, building: string): Promise<void> {
  await page.goto('/leases/new')
  await choose(page, 'Building', building)
  await choose(page, 'Tenant', 'Nora Byrne')
  await page.getByLabel('Start', { exact: true }).fill('2026-12-01')
  await save(page)
}

async function choose(page: Page, field: string, title: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).fill(title)
  await page.getByRole('option', { name: title }).first().click()
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
  await expect(page.getByText(say('ar', 'Saved on this device')).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'تغيير واحد معلّق' }).first()).toBeVisible()

  await server.start()
  await expect(page.getByRole('button', { name: say('ar', 'All synced') }).first()).toBeVisible({ timeout: 30_000 })
})
