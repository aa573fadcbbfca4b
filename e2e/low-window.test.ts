import { addBuilding, goToList, openNewBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[UI31] in a low window every place can be reached from a form, whose fields have the room while one is typed into', async ({
  page,
}) => {
  await page.setViewportSize({ width: 800, height: 460 })
  await signIn(page)
  await addBuilding(page, 'Low bridge')
  await goToList(page)
  await openNewBuilding(page)
  const tenants = page.getByRole('link', { name: 'Tenants', exact: true })
  await page.getByLabel('Name', { exact: true }).focus()
  await expect(tenants).toBeHidden()
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: 'Save', exact: true }).focus()
  await tenants.click()
  await expect(page.getByRole('link', { name: 'New tenant' }).first()).toBeVisible()
})
