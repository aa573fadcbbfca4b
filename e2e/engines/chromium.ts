import { type ElementHandle, chromium as playwright, type Page } from '@playwright/test'
import { findBrowser } from '../../scripts/find-browser.mjs'
import type { Driver, Engine } from './driver.ts'

/** Chromium, beside the others: the one with Background Sync. */
export function chromium(): Engine {
  return {
    name: 'Chromium',
    absent: undefined,
    launch: async () => {
      const browser = await playwright.launch({ executablePath: (await findBrowser()) ?? '', chromiumSandbox: false })
      const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
      return driverOf(page, () => browser.close())
    },
  }
}

function driverOf(page: Page, close: () => Promise<void>): Driver {
  const find = async (element: string): Promise<ElementHandle> => {
    const found = (await page.evaluateHandle(element)).asElement()
    if (!found) throw new Error('it is not there')
    return found
  }
  return {
    goTo: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (expression) => page.evaluate(expression),
    load: async (program) => void (await page.evaluate(`${program}\nundefined`)),
    click: async (element) => (await find(element)).click({ timeout: 5_000 }),
    fill: async (element, text) => (await find(element)).fill(text, { timeout: 5_000 }),
    screenshot: () => page.screenshot(),
    close,
  }
}
