import { expect, type Page } from '@playwright/test'
import { signIn } from '../harness/app.ts'
import type { FaultProxy } from '../harness/fault-proxy.ts'
import { speak } from '../harness/language.ts'
import { tourOfSigningInAgain } from './records.ts'
import type { Visitor } from './visitor.ts'

/** What the app asks for once there is a moment, a new version, and a session that has ended. */
export async function tourOfHints(visitor: Visitor, origin: string, network: FaultProxy): Promise<void> {
  const { page, language, say, button, at } = visitor
  await page.goto(origin)
  await speak(page, 'en')
  await signIn(page, { origin })
  await speak(page, language)
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
  await asOnIos(page)
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
