import { expect, type Locator, type Page } from '@playwright/test'
import { damageStorage, signIn } from '../harness/app.ts'
import { speak } from '../harness/language.ts'
import { fillAndSave } from '../harness/merge.ts'
import type { Probe } from '../harness/probe.ts'
import { addLease, needAPerson } from './needs-a-person.ts'
import { expectCounts, type Visitor } from './visitor.ts'

interface Waiting {
  readonly origin: string
  readonly probe: Probe
  /** From now on nobody answers. */
  readonly killServer: () => Promise<void>
}

/** Everything that can wait on a device, and every question about it; at the end a storage that cannot be opened. */
export async function tourOfWaiting(visitor: Visitor, { origin, probe, killServer }: Waiting): Promise<void> {
  const { page, language } = visitor
  await page.goto(origin)
  await speak(page, 'en')
  await signIn(page, { origin })
  await needAPerson(page, probe, origin)
  await killServer()
  await page.goto(`${origin}/buildings/new`)
  await fillAndSave(page, { Name: 'Ropewalk Sheds', Address: '4 Quay Lane, Dublin 8' })
  await page.goto(`${origin}/leases/new`)
  await addLease(page, 'Ropewalk Sheds', 'Mara Quill')
  await speak(page, language)
  await page.goto(origin)
  await visit(visitor, origin)
}

async function visit(visitor: Visitor, origin: string): Promise<void> {
  const { page, at } = visitor
  await expectCounts(page)
  await at('home-waiting')
  await page.goto(`${origin}/buildings`)
  await expect(page.getByRole('main').getByRole('listitem').nth(3)).toBeVisible()
  await at('list')
  await openPending(page)
  await at('pending')
  await pending(visitor)
  await importing(visitor)
  await merge(visitor)
  await openRecords(visitor, origin)
  await settings(visitor, origin)
  await rescue(visitor)
}

async function openPending(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button').click()
  await expect(page.getByRole('main').getByRole('heading', { level: 3 })).toHaveCount(3)
}

/** The region's groups one after the other, and what discarding a record asks that others need. */
async function pending({ page, say, button, at }: Visitor): Promise<void> {
  const headings = page.getByRole('main').getByRole('heading', { level: 3 })
  await headings.nth(1).evaluate((heading) => heading.scrollIntoView())
  await at('pending-refused')
  await headings.nth(2).evaluate((heading) => heading.scrollIntoView())
  await at('pending-ready')
  await sheds(page).getByRole('button').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await at('discard-with-others')
  await button('Cancel').click()
  await expect(page.getByText(say('Refused')).first()).toBeVisible()
}

/** The new building, which a lease waits for. */
function sheds(page: Page): Locator {
  return page
    .getByRole('listitem')
    .filter({ hasText: /^Ropewalk Sheds/ })
    .first()
}

/** A file with what waits; two of its changes are discarded, and would come back. */
async function importing({ page, say, button, at }: Visitor): Promise<void> {
  const saving = page.waitForEvent('download')
  await button('Export all').click()
  const file = await (await saving).path()
  await sheds(page).getByRole('button').click()
  await button('Discard all').click()
  await expect(sheds(page)).toBeHidden()
  await page.getByLabel(say('File to import')).setInputFiles(file)
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('listitem').nth(1)).toBeVisible()
  await at('import')
  await dialog.getByRole('button').last().click()
  await expect(dialog).toBeHidden()
}

async function merge({ page, button, at }: Visitor): Promise<void> {
  await button('Resolve').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  await at('merge')
  await dialog.locator('summary').click()
  await dialog.locator('summary').evaluate((summary) => summary.scrollIntoView())
  await at('merge-result')
  await button('Cancel').click()
  await button('Close').click()
}

/** Records that need a person, as their forms. */
async function openRecords({ page, button, at }: Visitor, origin: string): Promise<void> {
  await page.goto(`${origin}/tenants`)
  await page.getByRole('link', { name: /^Nora Byrne/ }).click()
  await expect(button('See why')).toBeVisible()
  await at('record-refused')
  await page.goto(`${origin}/buildings`)
  await page.getByRole('link', { name: /^Tide mill West/ }).click()
  await expect(button('See why')).toBeVisible()
  await at('record-in-review')
  await button('See why').click()
  await expect(page.getByRole('main').getByRole('heading', { level: 3 })).toHaveCount(3)
  await at('pending-over-a-record')
  await button('Close').click()
}

async function settings(visitor: Visitor, origin: string): Promise<void> {
  const { page, say, button, at } = visitor
  await page.goto(`${origin}/settings`)
  await expect(button('Sync now')).toBeVisible()
  await at('settings')
  const log = page.getByRole('region', { name: say('Sync log') })
  await log.locator('summary').click()
  await expect(log.getByRole('listitem').first()).toBeVisible()
  await log.evaluate((element) => element.scrollIntoView())
  await at('settings-log')
  await button('Sign out').click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await at('sign-out')
  await button('Stay').click()
  await page.getByRole('radio', { name: say('Only when I say') }).click()
  await openPending(page)
  await expect(button('Confirm all')).toBeVisible()
  await at('confirm')
  await button('Confirm')
    .first()
    .evaluate((element) => element.scrollIntoView())
  await at('confirm-each')
  await button('Close').click()
  await page.getByRole('switch', { name: say('Work offline') }).click()
  await openPending(page)
  await expect(button('Go online')).toBeVisible()
  await at('works-offline')
}

async function rescue({ page, button, at }: Visitor): Promise<void> {
  await damageStorage(page)
  await page.reload()
  await expect(button('Export all')).toBeVisible()
  await at('rescue')
}
