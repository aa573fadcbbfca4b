import puppeteer, { type ElementHandle, type Page } from 'puppeteer-core'
import { findFirefox } from '../../scripts/find-engines.mjs'
import type { Driver, Engine } from './driver.ts'

/**
 * Firefox over WebDriver BiDi. No Background Sync. Being offline can be emulated for a page, not reliably for its worker: cut the
 * network itself.
 */
export async function firefox(): Promise<Engine> {
  const found = await findFirefox()
  return {
    name: 'Firefox',
    absent: 'absent' in found ? found.absent : undefined,
    launch: async () => {
      if ('absent' in found) throw new Error(found.absent)
      const browser = await puppeteer.launch({ browser: 'firefox', executablePath: found.path, headless: true })
      const page = await browser.newPage()
      await page.setViewport({ width: 390, height: 844 })
      return driverOf(page, () => browser.close())
    },
  }
}

function driverOf(page: Page, close: () => Promise<void>): Driver {
  const find = async (element: string): Promise<ElementHandle> => {
    const found = (await page.evaluateHandle(element)).asElement()
    if (!found) throw new Error('it is not there')
    // Nothing but elements is looked for.
    return found as ElementHandle
  }
  return {
    goTo: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (expression) => page.evaluate(expression),
    load: async (program) => void (await page.evaluate(`${program}\nundefined`)),
    click: async (element) => (await find(element)).click(),
    fill: async (element, text) => {
      const field = await find(element)
      await field.click({ count: 3 })
      await page.keyboard.press('Backspace')
      await field.type(text)
    },
    screenshot: async () => Buffer.from(await page.screenshot()),
    close,
  }
}
