import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What must hold of every screen: axe finds nothing by day or night; on a small one nothing scrolls sideways, no control and nothing announced breaks a word, and all of that is in view; nor with text twice as large. */
export async function expectForEveryone(page: Page, screen: string): Promise<void> {
  await expectNothingForAxe(page, screen)
  // Nothing but the colours is another by night.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await expectNothing(new AxeBuilder({ page }).withRules('color-contrast'), `${screen}, by night`)
  await expectNothingSideways(page, screen)
}

/** For a language in which the colours are those of another: by day only. */
export async function expectInThisLanguage(page: Page, screen: string): Promise<void> {
  await expectNothingForAxe(page, screen)
  await expectNothingSideways(page, screen)
}

async function expectNothingForAxe(page: Page, screen: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await expectNothing(new AxeBuilder({ page }), screen)
}

async function expectNothing(axe: AxeBuilder, screen: string): Promise<void> {
  // Its other mode opens a second page each time, to look at frames of other origins: here are none.
  const { violations } = await axe.setLegacyMode().analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  expect(found, screen).toEqual([])
}

async function expectNothingSideways(page: Page, screen: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 720 }
  await page.setViewportSize({ width: 320, height: 640 })
  await expect.poll(() => page.evaluate(sideways), `${screen}, 320 px`).toEqual([])
  await expect.poll(() => page.evaluate(brokenWords), `${screen}, 320 px, words of controls`).toEqual([])
  await expect.poll(() => page.evaluate(cutStates), `${screen}, 320 px, states`).toEqual([])
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
  await expect.poll(() => page.evaluate(sideways), `${screen}, 320 px, text twice as large`).toEqual([])
  await expect.poll(() => page.evaluate(brokenWords), `${screen}, text twice as large, words of controls`).toEqual([])
  await expect.poll(() => page.evaluate(outOfView), `${screen}, text twice as large, what is announced`).toEqual([])
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  await page.setViewportSize(size)
}

/** Runs in the page. @returns what is wider than its room, the row of models excepted, which is made to be pushed along */
function sideways(): string[] {
  const isScroller = (element: Element) =>
    element === document.scrollingElement || /auto|scroll/.test(getComputedStyle(element).overflowX)
  return [...document.querySelectorAll('html, body *:not(input, textarea, select, nav ul)')]
    .filter((element) => isScroller(element) && element.scrollWidth > element.clientWidth)
    .map((element) => `${element.outerHTML.slice(0, 200)}: ${element.scrollWidth} > ${element.clientWidth}`)
}

/** Runs in the page. @returns the words at the ends of rows that are cut */
function cutStates(): string[] {
  return [...document.querySelectorAll('a[data-id] > span:last-child:not(:first-child) .truncate')]
    .filter((element) => element.scrollWidth > element.clientWidth)
    .map(({ textContent }) => textContent)
}

/** Runs in the page. @returns what the live region says beyond the screen's edges */
function outOfView(): string[] {
  return [...document.querySelectorAll('[role="status"] > p')]
    .filter((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return top < 0 || bottom > innerHeight
    })
    .map(({ textContent }) => textContent)
}

/** Runs in the page. @returns the words of buttons, tabs, switches, terms and announcements that do not stand on one line */
function brokenWords(): string[] {
  const controls = document.querySelectorAll('button, nav a, label, dt, [role="tab"], [role="status"] > p')
  const range = document.createRange()
  return [...controls].flatMap((control) => {
    const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT)
    const broken: string[] = []
    while (texts.nextNode()) {
      const text = texts.currentNode
      for (const { index, 0: word } of (text.textContent ?? '').matchAll(/\p{L}{2,}/gu)) {
        range.setStart(text, index)
        range.setEnd(text, index + word.length)
        const tops = [...range.getClientRects()].map(({ top }) => Math.round(top))
        if (new Set(tops).size > 1) broken.push(`${word} in ${control.outerHTML.slice(0, 200)}`)
      }
    }
    return broken
  })
}
