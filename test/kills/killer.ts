import type { TestServer } from '../../e2e/harness/server.ts'
import type { Random } from '../../server/demo/random.ts'
import type { KillDatabase } from './database.ts'
import type { Gate } from './gate.ts'

/** Far beyond how long a first start, with the demo's records, takes. */
export const FIRST_START_MS = 1_000

/**
 * Kills the server so many times and starts it again each time: in the middle of a start, after a drawn number of requests and
 * a few milliseconds more, or right after a drawn number of answers. A database of its own dies now and then too: with the
 * server, or under it.
 * @returns how long the complete starts took
 */
export async function killAgainAndAgain({ server, gate, database, random }: Killing, kills: number): Promise<number[]> {
  const startsMs: number[] = []
  const start = async (): Promise<void> => {
    const beganMs = performance.now()
    await server.start()
    startsMs.push(performance.now() - beganMs)
    gate.up()
  }
  for (let n = 0; n < kills; n++) {
    await gate.after(random.between(1, 25), random.pick(['begun', 'answered']))
    if (database.crash && random.chance(0.1)) {
      await database.crash()
      continue
    }
    // As when a machine dies: its answers of the last moments are lost too.
    gate.down()
    const delayMs = random.between(0, 8)
    if (delayMs > 0) await pause(delayMs)
    await server.kill()
    if (random.chance(0.1)) await database.crash?.()
    if (random.chance(0.1)) await killWhileStarting(server, random, startsMs.at(-1) ?? FIRST_START_MS)
    await start()
  }
  return startsMs
}

export interface Killing {
  readonly server: TestServer
  readonly gate: Gate
  readonly database: KillDatabase
  readonly random: Random
}

/** @param withinMs the kill falls into so many milliseconds after the process began */
export async function killWhileStarting(server: TestServer, random: Random, withinMs: number): Promise<void> {
  const starting = server.start().catch(() => undefined)
  await pause(random.between(0, withinMs))
  await server.kill()
  await starting
}

/** The moment is what is drawn: nothing is waited for. */
function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}
