import type { Locator, Page } from '@playwright/test'
import { expectPending, goToList, openBuilding, openNewBuilding, save, sendBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[UI26] a deleted record is brought back with what was typed into it', async ({ page, probe }) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Corn mill')
  await openBuilding(page, 'Corn mill')
  await page.getByLabel('Floors', { exact: true }).fill('6')
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText('Deleted on this device')).toBeVisible()
  await expect(page.getByRole('link', { name: /^Corn mill/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: /^Corn mill.*Draft/ }).click()
  await expect(page.getByLabel('Floors', { exact: true })).toHaveValue('6')
  await expectPending(page, 0, { timeout: 30_000 })
  expect(await probe.rowNamed('buildings', 'Corn mill')).toMatchObject({ name: 'Corn mill' })
})

test('[UI43] history tells each change with who and what; offline it says that it needs the network', async ({
  page,
  context,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Silk mill')
  await probe.update('buildings', await probe.rowNamed('buildings', 'Silk mill'), { floors: 3 })
  await openBuilding(page, 'Silk mill')
  await expect(page.getByLabel('Floors', { exact: true })).toHaveValue('3')
  await page.getByRole('button', { name: 'History' }).click()
  const history = page.getByRole('region', { name: 'History' })
  await expect(history.getByText(/Ben changed this/)).toBeVisible()
  await expect(history.getByText('Floors: 3', { exact: true })).toBeVisible()
  await expect(history.getByText(/Ana created this/)).toBeVisible()

  await context.setOffline(true)
  await page.getByLabel('Floors', { exact: true }).fill('4')
  await save(page)
  await expect(history.getByText('Floors: 3 → 4')).toBeVisible()
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('button', { name: 'History' }).click()
  await expect(history.getByText(/^The history needs the network/)).toBeVisible()
})

test('[UI41] [UI44] from a building to its leases, and from a lease back to its building', async ({ page, probe }) => {
  await signIn(page)
  const [lease] = await probe.rows('leases')
  const building = (await probe.rows('buildings')).find(({ id }) => id === lease?.building)
  await page.goto(`/buildings/${building?.id}`)
  await page.getByRole('link', { name: /^Lease \(\d+\)$/ }).click()
  await expect(page.getByRole('button', { name: `Building: ${building?.name}` })).toBeVisible()
  const rows = page.getByRole('main').getByRole('listitem').getByRole('link')
  await expect(rows.first()).toContainText(String(building?.name))
  await rows.first().click()
  await page.getByRole('link', { name: `Open ${building?.name}` }).click()
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(String(building?.name))
})

test.describe('on a laptop', () => {
  test.use({ viewport: { width: 1280, height: 800 } })

  test('[UI45] list and record stand side by side; the list keeps its place and its search', async ({ page }) => {
    await signIn(page)
    await goToList(page)
    const search = page.getByRole('searchbox', { name: 'Search' })
    await search.fill('a')
    const { row, place } = await scrollList(page)
    const before = await place()
    await row.click()
    await expect(page.getByLabel('Name', { exact: true })).toBeVisible()
    await expect(search).toHaveValue('a')
    expect(await place()).toBe(before)
    const list = await search.evaluate((element) => element.closest('[data-pane]')?.getBoundingClientRect().width)
    expect(list).toBeGreaterThanOrEqual(360)
    expect(list).toBeLessThanOrEqual(420)
  })
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('[UI45] back from a record, the list is where it was', async ({ page }) => {
    await signIn(page)
    await goToList(page)
    const { row, place } = await scrollList(page)
    const before = await place()
    await row.click()
    await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
    await page.getByRole('link', { name: 'Back' }).click()
    await expect.poll(place).toBe(before)
  })

  test('[UI4] a form’s Save and the main action of a list are in view', async ({ page }) => {
    await signIn(page)
    await openNewBuilding(page)
    await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeInViewport({ ratio: 1 })
    await goToList(page)
    await expect(page.getByRole('link', { name: 'New building' })).toBeInViewport({ ratio: 1 })
  })
})

/** Scrolls the open list, and gives a row that is in view. */
async function scrollList(page: Page): Promise<{ row: Locator; place: () => Promise<number> }> {
  const rows = page.getByRole('main').getByRole('listitem').getByRole('link')
  await expect(rows.nth(5)).toBeVisible()
  await rows.nth(5).hover()
  await page.mouse.wheel(0, 700)
  const top = () => rows.first().evaluate((element) => element.closest('ul')?.parentElement?.scrollTop)
  await expect.poll(top).toBe(700)
  const inView = await rows.evaluateAll((all) =>
    all.find((row) => row.getBoundingClientRect().top > 400)?.getAttribute('href'),
  )
  const row = page.locator(`a[href="${inView}"]`)
  return { row, place: () => row.evaluate((element) => Math.round(element.getBoundingClientRect().top)) }
}
