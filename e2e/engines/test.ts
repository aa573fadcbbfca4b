import { canBringEngines } from '../../scripts/find-engines.mjs'
import { test as base } from '../harness/test.ts'
import type { Engine } from './driver.ts'
import { createPerson, type Person } from './person.ts'

/** Tests of one engine: each with a server, a network and a browser of its own. Skipped where the engine cannot be had. */
export function testOn(engine: Engine) {
  // Where it can be had, that it is missing is a failure of the build machine.
  const isExcused = engine.absent !== undefined && !(process.env.CI !== undefined && canBringEngines())
  const test = base.extend<{ person: Person }>({
    person: async ({}, use, testInfo) => {
      const driver = await engine.launch()
      await use(createPerson(driver))
      if (testInfo.status !== testInfo.expectedStatus) {
        const body = await driver.screenshot().catch(() => Buffer.alloc(0))
        await testInfo.attach('screen', { body, contentType: 'image/png' })
      }
      await driver.close()
    },
  })
  test.beforeEach(() => test.skip(isExcused, engine.absent ?? ''))
  return test
}

export { expect } from '@playwright/test'
