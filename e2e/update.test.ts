import { goToList, openNewBuilding, save, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[SW3] [UI70] a new version waits for the person, and never comes under a form with unsaved input', async ({
  page,
  network,
}) => {
  await signIn(page)
  network.prepend('/sw.js', '/* the next version */\n')
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    await registration?.update()
  })
  const button = page.getByRole('button', { name: 'Update', exact: true })
  await expect(button).toBeEnabled()
  expect(await hasTakenOver()).toBe(false)

  await openNewBuilding(page)
  await page.getByLabel('Name', { exact: true }).fill('Half a name')
  await expect(button).toBeDisabled()
  await save(page)
  await goToList(page)

  const reloaded = page.waitForEvent('load')
  await button.click()
  await reloaded
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeVisible()
  await expect(button).toBeHidden()
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null)).toBeNull()

  /** Has the new worker taken over by itself? */
  function hasTakenOver(): Promise<boolean> {
    return page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration()
      return registration?.waiting === null
    })
  }
})
