import type { Page } from '@playwright/test'
import { addBuilding, expectPending, fillSignIn, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[F31] Ana works offline, Ben signs in on her device: hers waits for her, and leaves under her name', async ({
  page,
  context,
  probe,
}) => {
  await signIn(page)
  await context.setOffline(true)
  await addBuilding(page, 'Written by Ana')
  await expectPending(page, 1)
  // Her session ends; her page stays open.
  await context.clearCookies()
  await context.setOffline(false)

  const other = await context.newPage()
  await other.goto('/')
  await signInAt(other, 'Sign in to send', 'ben@demo.test')
  await expectPending(other, 0)
  await addBuilding(other, 'Written by Ben')
  await expectPending(other, 0, { timeout: 30_000 })

  await page.bringToFront()
  await page.getByRole('button', { name: '1 pending change', exact: true }).first().click()
  await page.getByRole('button', { name: 'Sync now' }).first().click()
  await expect(page.getByText('Sign in as Ana to send').first()).toBeVisible({ timeout: 30_000 })
  expect((await probe.rows('buildings')).map(({ name }) => name)).not.toContain('Written by Ana')

  await signInAt(page, 'Sign in as Ana to send', 'ana@demo.test')
  await expectPending(page, 0, { timeout: 30_000 })
  expect(await authorOf(page, (await probe.rowNamed('buildings', 'Written by Ana')).id)).toBe('Ana')
  expect(await authorOf(page, (await probe.rowNamed('buildings', 'Written by Ben')).id)).toBe('Ben')
})

async function signInAt(page: Page, prompt: string, email: string): Promise<void> {
  await page.getByText(prompt).first().click()
  await fillSignIn(page, email)
}

/** Who made a record, as the server's history has it. */
async function authorOf(page: Page, id: string): Promise<unknown> {
  const answer = await page.request.get(`/api/history?scope=demo&model=buildings&id=${id}`)
  const { data } = (await answer.json()) as { data: { updated_by: string }[] }
  return data[0]?.updated_by
}
