import { expect } from '@playwright/test'
import type { Driver } from './driver.ts'
import { elementOf, hasLibrary, library, type Target } from './locate.ts'

/** Somebody before the screen of any engine, who finds things by what they are called. Each waits until it can be done. */
export interface Person {
  readonly driver: Driver
  sees(target: Target, withinMs?: number): Promise<void>
  clicks(target: Target): Promise<void>
  /** Puts that in place of what a field holds. */
  fills(target: Target, text: string): Promise<void>
  /** A field holds that. */
  reads(target: Target, text: string): Promise<void>
}

const PATIENCE_MS = 15_000

export function createPerson(driver: Driver): Person {
  /** What is looked for may come, move or be drawn anew meanwhile. */
  const until = (what: string, work: () => Promise<void>, timeout = PATIENCE_MS) =>
    expect(async () => {
      if (!(await driver.evaluate(hasLibrary))) await driver.load(library)
      await work()
    }, what).toPass({ timeout, intervals: [50] })
  const valueOf = (target: Target) => driver.evaluate(`${elementOf(target)}?.value`)

  return {
    driver,
    sees: (target, withinMs) =>
      until(
        `sees ${spell(target)}`,
        async () => expect(await driver.evaluate(`${elementOf(target)} !== null`)).toBe(true),
        withinMs,
      ),
    clicks: (target) => until(`clicks ${spell(target)}`, () => driver.click(elementOf(target))),
    fills: (target, text) =>
      until(`fills ${spell(target)}`, async () => {
        await driver.fill(elementOf(target), text)
        expect(await valueOf(target)).toBe(text)
      }),
    reads: (target, text) => until(`reads ${spell(target)}`, async () => expect(await valueOf(target)).toBe(text)),
  }
}

function spell({ role = 'text', name, within }: Target): string {
  return `${role} “${String(name)}”${within ? ` in ${within.role} “${String(within.name)}”` : ''}`
}
