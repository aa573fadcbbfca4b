import { addBuilding, expectPending, fillSignIn, sendBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[UI110] [F26] the browser clears the storage with unsent work in it: both pages say so, what was sent comes back', async ({
  page,
  context,
  server,
  probe,
}) => {
  await signIn(page)
  await sendBuilding(page, probe, 'Sent barn')
  await context.setOffline(true)
  await addBuilding(page, 'Lost barn')
  await expectPending(page, 1)
  // As it does when space is short: everything of the origin but its cookies. On a page of the origin that holds nothing open.
  await page.goto('about:blank')
  const browser = await context.newCDPSession(page)
  await browser.send('Storage.clearDataForOrigin', {
    origin: server.origin,
    storageTypes: 'indexeddb,local_storage,cache_storage,service_workers',
  })
  await context.setOffline(false)
  await page.goto('/')
  const told = /has cleared what Satchel had stored here.*1 record was not on the server yet/
  await expect(page.getByRole('status').filter({ hasText: told })).toBeVisible({ timeout: 30_000 })
  await fillSignIn(page)
  const banner = page.getByRole('complementary').filter({ hasText: told })
  await expect(banner).toBeVisible({ timeout: 30_000 })
  await banner.getByRole('button', { name: 'I understand' }).click()
  await expect(banner).toBeHidden()
  await expect(page.getByText(/^Synced /).first()).toBeVisible({ timeout: 30_000 })
  await page.reload()
  await page.getByRole('link', { name: 'Buildings', exact: true }).first().click()
  await expect(page.getByRole('link', { name: 'Sent barn' }).first()).toBeVisible()
  await expect(banner).toBeHidden()
})
