import type { Locator } from '@playwright/test'
import { addBuilding, expectPending, goToList, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[UI104] with more contrast, everything is black or white, by day and night', async ({ page, server }) => {
  await signIn(page)
  await server.kill()
  await addBuilding(page, 'Wind mill')
  await goToList(page)
  await expectPending(page, 1)
  for (const colorScheme of ['light', 'dark'] as const) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await page.emulateMedia({ contrast: 'more', colorScheme, reducedMotion: 'reduce' })
    // oxlint-disable-next-line no-await-in-loop -- one page
    expect(await page.evaluate(coloursInUse), colorScheme).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)'])
  }
})

test('[UI104] forced colours keep the focus, the badge, the marks and the place one is at', async ({
  page,
  server,
}) => {
  await signIn(page)
  await server.kill()
  await addBuilding(page, 'Wind mill')
  await page.emulateMedia({ forcedColors: 'active' })
  await goToList(page)
  const sync = page.getByRole('banner').getByRole('button', { name: '1 pending change' })
  await sync.focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(sync).toBeFocused()
  expect(await styleOf(sync, 'outline-style')).toBe('solid')
  expect(await styleOf(sync.getByText('1', { exact: true }), 'border-top-style')).toBe('solid')
  const place = page.getByRole('link', { name: 'Buildings', exact: true }).first()
  expect(await styleOf(place, 'outline-style')).toBe('solid')
  const row = page.getByRole('link', { name: /^Wind mill/ })
  await expect(row.getByText('On this device')).toBeVisible()
  await expect(row.locator('svg')).toBeVisible()
})

test('[UI104] where less motion is wanted, nothing moves', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await signIn(page)
  await page.getByRole('link', { name: 'Settings' }).first().click()
  const toggle = page.getByRole('switch', { name: 'Work offline' })
  const transition = () => toggle.evaluate((element) => getComputedStyle(element, '::before').transitionDuration)
  expect(await transition()).toBe('0s')
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  expect(await transition()).not.toBe('0s')
})

test('[UI105] there is one polite live region, on every screen, and it says what happened', async ({ page }) => {
  await signIn(page)
  const live = page.locator('[aria-live], [role=status], [role=log]')
  for (const path of ['/', '/buildings', '/settings', '/buildings/new']) {
    // oxlint-disable-next-line no-await-in-loop -- one page
    await page.goto(path)
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    // oxlint-disable-next-line no-await-in-loop -- one page
    await expect(live).toHaveCount(1)
  }
  await expect(live).toHaveAttribute('aria-live', 'polite')
  await page.getByLabel('Name', { exact: true }).fill('Wind mill')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(live).toHaveText('Saved on this device')
})

function styleOf(element: Locator, property: string): Promise<string> {
  return element.evaluate((one, name) => getComputedStyle(one).getPropertyValue(name), property)
}

/** Runs in the page. @returns the colours of all that is seen: letters, grounds and lines */
function coloursInUse(): string[] {
  const seen = [...document.querySelectorAll<HTMLElement>('html, body, body *')].filter(
    (element) => element.tagName !== 'IMG' && element.checkVisibility(),
  )
  const colours = seen.flatMap((element) => {
    const style = getComputedStyle(element)
    const line = style.borderTopStyle !== 'none' && style.borderTopWidth !== '0px' ? [style.borderTopColor] : []
    return [style.color, style.backgroundColor, ...line]
  })
  return [...new Set(colours)].filter((colour) => !/^rgba\(.*, 0\)$/.test(colour)).sort()
}
