import { expect, type Page } from '@playwright/test'
import { fillSignIn } from '../harness/app.ts'
import type { FaultProxy } from '../harness/fault-proxy.ts'
import { speak } from '../harness/language.ts'
import { tourOfSigningInAgain } from './records.ts'
import { expectCounts, type Visitor } from './visitor.ts'

/** The first sync, what the app asks for once there is a moment, a full storage, a new version, and a session that has ended. */
export async function tourOfHints(visitor: Visitor, origin: string, network: FaultProxy): Promise<void> {
  const { page, say, button, at } = visitor
  await page.addInitScript(fillStorageOnDemand)
  await page.goto(origin)
  await speak(page, 'en')
  await firstSync(visitor, network)
  await page.getByRole('banner').getByRole('button').click()
  await expect(page.getByText(say('No pending changes. Everything is synced.'))).toBeVisible()
  await at('pending-empty')
  await page.evaluate(() => localStorage.setItem('fullStorage', ''))
  await page.goto(`${origin}/settings`)
  await expect(page.getByText(say('Storage nearly full'))).toBeVisible()
  await page.getByRole('meter').evaluate((meter) => meter.scrollIntoView({ block: 'center' }))
  await at('storage-nearly-full')
  await page.evaluate(() => localStorage.removeItem('fullStorage'))
  await page.goto(`${origin}/buildings/new`)
  await page.getByLabel(say('Name'), { exact: true }).fill('Tide mill')
  await button('Save').click()
  const banner = page.getByRole('complementary')
  await expect(banner).toBeVisible()
  await at('banner-storage')
  await offerToInstall(page)
  await expect(button('Install')).toBeVisible()
  await at('banner-install')
  await button('Not now').click()
  await expect(banner).toBeHidden()
  await asOnIos(page)
  await page.getByLabel(say('Floors'), { exact: true }).fill('3')
  await button('Save').click()
  await expect(banner.getByRole('listitem')).toHaveCount(2)
  await at('banner-install-ios')

  network.prepend('/sw.js', '/* the next version */\n')
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()))
  await expect(button('Update')).toBeEnabled()
  await at('banner-update')
  await page.getByLabel(say('Name'), { exact: true }).fill('Tide mill West')
  await expect(button('Update')).toBeDisabled()
  await at('banner-update-later')
  network.set({ kind: 'signedOut' })
  await button('Save').click()
  await tourOfSigningInAgain(visitor, origin)
}

/** The network goes away after the first records, in an English page that asks for a sign-in. */
async function firstSync({ page, language, at }: Visitor, network: FaultProxy): Promise<void> {
  const progress = page.getByRole('progressbar')
  network.set({ kind: 'truncate', afterBytes: 8_000 }, 'keep', '/api/sync/snapshot')
  await fillSignIn(page)
  // A connection that breaks may take along what nobody has read yet: then the next attempt is cut, too.
  await expect(progress).toBeVisible({ timeout: 60_000 })
  // Not a black hole: a call would still be waiting in it for half a minute after the network is back.
  network.set({ kind: 'reset' }, 'keep', '/api/sync/snapshot')
  await speak(page, language)
  await expect(progress).toBeVisible()
  await at('first-sync')
  network.set({ kind: 'none' })
  await expect(progress).toBeHidden({ timeout: 30_000 })
  await expectCounts(page)
}

/** Runs in the page, before it: its browser says that the storage is nearly full, as long as that is wanted. */
function fillStorageOnDemand(): void {
  const { storage } = navigator
  const estimate = storage.estimate.bind(storage)
  storage.estimate = async () =>
    localStorage.getItem('fullStorage') === null ? estimate() : { usage: 95_000_000, quota: 100_000_000 }
}

/** As Chromium on a phone does, once it thinks that the person may like it. */
async function offerToInstall(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt: Promise.resolve.bind(Promise) }))
  })
}

/** As Safari, which offers nothing. */
async function asOnIos(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.defineProperty(navigator, 'standalone', { configurable: true, value: false })
    window.dispatchEvent(new Event('appinstalled'))
  })
}
