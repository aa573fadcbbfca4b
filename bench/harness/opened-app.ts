import { setTimeout as delay } from 'node:timers/promises'
import type { CDPSession, Page } from '@playwright/test'
import { goToList, signIn } from '../../e2e/harness/app.ts'
import { openProfile, type Profile } from './browser.ts'
import { type BenchServer, startServer } from './server.ts'

/** What a field worker has on the phone. */
export const ROWS = 100_000
/** A mid-range phone. */
export const PHONE_RATE = 4

/** The app as a person finds it in the middle of a day. */
export interface OpenedApp {
  readonly page: Page
  readonly devtools: CDPSession
  readonly profile: Profile
  readonly server: BenchServer
}

/** Opens the app with everything on the device and at rest, the list of buildings on the screen; in the end all of it is gone. */
export async function withApp<T>(
  work: (app: OpenedApp) => Promise<T>,
  start: () => Promise<BenchServer> = () => startServer(ROWS),
): Promise<T> {
  const server = await start()
  const profile = await openProfile(['main', 'screen'])
  try {
    const page = await profile.context.newPage()
    await signIn(page, { origin: server.origin })
    await goToList(page)
    await untilAtRest(page, ['head:buildings', 'buildings'])
    return await work({ page, devtools: await profile.context.newCDPSession(page), profile, server })
  } finally {
    await profile.dispose()
    await server.dispose()
  }
}

/** Until upkeep has stored the columns and heads of what is on the screen. */
export async function untilAtRest(page: Page, keys: readonly string[]): Promise<void> {
  const deadlineMs = Date.now() + 120_000
  while (!(await page.evaluate((wanted) => window.benchScreen.isPacked(wanted), keys))) {
    if (Date.now() > deadlineMs) throw new Error('upkeep has not stored the columns within two minutes')
    await delay(500)
  }
}
