import { expect, type Locator, type Page } from '@playwright/test'
import { openBuilding, openPendingChanges, save } from './app.ts'

type Values = { readonly [label: string]: string }

/** Types into the open form and saves it. */
export async function fillAndSave(page: Page, values: Values): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    // oxlint-disable-next-line no-await-in-loop -- one form
    await page.getByLabel(label, { exact: true }).fill(value)
  }
  await save(page)
}

/** Edits a building without a network while somebody else does theirs; resolves when the device asks what to do. */
export async function meet(page: Page, name: string, mine: Values, theirs: () => Promise<void>): Promise<void> {
  await openBuilding(page, name)
  await page.context().setOffline(true)
  await fillAndSave(page, mine)
  await theirs()
  await page.context().setOffline(false)
  await expectReview(page)
}

/** Opens Pending changes, and waits until one change needs review. */
export async function expectReview(page: Page): Promise<void> {
  await openPendingChanges(page)
  await expect(page.getByRole('heading', { name: 'Needs review (1)' })).toBeVisible({ timeout: 30_000 })
}

/** Opens the merge screen of the only conflict. */
export async function openConflict(page: Page, model = 'Building'): Promise<Locator> {
  await page.getByRole('button', { name: 'Resolve', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: `Resolve conflict: update ${model}` })
  await expect(dialog).toBeVisible()
  return dialog
}

/** One field's question. */
export function question(dialog: Locator, label: string): Locator {
  return dialog.getByRole('radiogroup', { name: label, exact: true })
}
