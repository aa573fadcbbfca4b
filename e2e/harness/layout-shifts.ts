import type { Page } from '@playwright/test'

/** Has every document of the page sum up what moves by itself, as CLS counts it; call it before the first navigation. */
export async function collectShifts(page: Page): Promise<void> {
  await page.addInitScript(watchShifts)
}

/** Runs in the page, from its beginning; needs nothing around it. */
export function watchShifts(): void {
  let sum = 0
  new PerformanceObserver((list) => {
    // The type asked for below.
    for (const entry of list.getEntries() as unknown as readonly LayoutShift[])
      if (!entry.hadRecentInput) sum += entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  Object.assign(globalThis, { layoutShift: () => sum })
}

/** Of the document that is open now. */
export async function shiftsOf(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { layoutShift(): number }).layoutShift()) // Put there above.
}

/** Chromium's; TypeScript's library does not know it. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number
  readonly hadRecentInput: boolean
}
