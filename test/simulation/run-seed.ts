import { hash53 } from '../../contract/digest.ts'
import { createDexieDisk } from './dexie-disk.ts'
import { createSimDisk } from './disk.ts'
import type { Violation } from './book.ts'
import { checkCursors } from './oracle-cursor.ts'
import { checkEnd, everything } from './oracles.ts'
import { perform } from './perform.ts'
import { createRandom } from './random.ts'
import type { Scenario } from './scenario.ts'
import type { ServerDatabase } from './server-database.ts'
import { openWorld, type World } from './world.ts'

export interface Outcome {
  readonly violations: readonly Violation[]
  /** The step after which the first oracle was violated; undefined: at the end. */
  readonly step?: number
  /** Over everything that there is in the end, and all that happened. */
  readonly hash: string
  readonly events: number
  /** Virtual ms until the last queue was empty. */
  readonly healedMs: number
}

/** It looks at everything there is, so not at every step. */
const CURSORS_EVERY_STEPS = 8

/** @param watch sees every step, for a story */
export async function runScenario(
  scenario: Scenario,
  database: ServerDatabase,
  watch: (world: World, step: number) => Promise<void> = async () => undefined,
): Promise<Outcome> {
  const world = await openWorld(scenario, database, scenario.store === 'dexie' ? createDexieDisk : createSimDisk)
  try {
    for (const [n, { salt, action, passMs }] of scenario.steps.entries()) {
      world.chance.now = createRandom(`step ${salt}`)
      await watch(world, n)
      await perform(world, action)
      await world.loop.pass(passMs)
      if (n % CURSORS_EVERY_STEPS === 0) await checkCursors(world)
      if (world.book.violations.length > 0) return await outcome(world, 0, n)
    }
    world.chance.now = createRandom(`end ${scenario.seed}`)
    await watch(world, scenario.steps.length)
    return await outcome(world, await checkEnd(world))
  } finally {
    await world.close()
  }
}

async function outcome(world: World, healedMs: number, step?: number): Promise<Outcome> {
  const { violations, edits, events } = world.book
  const all = step === undefined ? await everything(world) : ''
  const text = JSON.stringify([all, edits, [...events], world.loop.count(), world.loop.nowMs(), violations])
  return {
    violations: [...violations],
    ...(step === undefined ? {} : { step }),
    hash: hash53(text).toString(36),
    events: world.loop.count(),
    healedMs,
  }
}
