import { expect, type Page, test as base } from '@playwright/test'
import { addBuilding, expectPending, openPendingChanges, signIn } from './harness/app.ts'
import { test } from './harness/test.ts'

const PLACES = ['Buildings', 'Tenants', 'Leases', 'Payments', 'Inspections', 'Settings']

/** A phone, a laptop. */
const WIDTHS = [320, 1280]

test('[UI2] [UI31] each name is there once on every screen, also where the pending changes are open', async ({
  page,
  probe,
}) => {
  await signIn(page)
  const [lease] = await probe.rows('leases')
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 })
    // A building with leases links to them, too.
    for (const path of ['/', '/leases', '/leases/new', `/buildings/${String(lease?.building)}`, '/settings']) {
      await base.step(`${path} at ${width} px`, async () => {
        await page.goto(path)
        if (path.startsWith('/buildings'))
          await expect(page.getByRole('link', { name: /^Lease \(\d+\)$/ })).toBeVisible()
        await expectPlaces(page)
        await openPendingChanges(page)
        for (const name of ['Sync now', 'Export all']) await expectOne(page, 'button', name)
        await expectPlaces(page)
      })
    }
  }
})

async function expectPlaces(page: Page): Promise<void> {
  for (const name of PLACES) await expectOne(page, 'link', name)
  await expectOne(page, 'button', 'All synced')
}

/** By a part of the name, as people look for it: nothing else may have it in its own. */
async function expectOne(page: Page, role: 'link' | 'button', name: string): Promise<void> {
  await expect(page.getByRole(role, { name })).toHaveCount(1)
  await expect(page.getByRole(role, { name })).toBeVisible()
}

test('[UI3] the chip says Offline as soon as the browser does, also where nothing waits', async ({ page, context }) => {
  await signIn(page)
  const header = page.getByRole('banner')
  await context.setOffline(true)
  await expect(header.getByText('Offline', { exact: true })).toBeVisible()
  await context.setOffline(false)
  await expect(header.getByText(/^Synced /)).toBeVisible()
})

test('[UI27] signing in leaves the focus to the heading, a discarded entry to the region, Undo to the entry', async ({
  page,
  context,
}) => {
  await signIn(page)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await context.setOffline(true)
  await addBuilding(page, 'Left mill')
  await addBuilding(page, 'Right mill')
  await openPendingChanges(page)
  await page.getByRole('button', { name: 'Discard Left mill' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Discard Left mill' })).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Pending changes' })).toBeFocused()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expectPending(page, 2)
  await expect(page.getByRole('listitem', { name: /^Left mill/ })).toBeFocused()
})
