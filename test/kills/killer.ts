import type { TestServer } from '../../e2e/harness/server.ts'
import type { Random } from '../../server/demo/random.ts'
import type { Gate } from './gate.ts'

/** Far beyond how long a first start, with the demo's records, takes. */
export const FIRST_START_MS = 1_000

/**
 * Kills the server so many times and starts it again each time: in the middle of a start, after a drawn number of requests and
 * a few milliseconds more, or right after a drawn number of answers.
 * @returns how long the complete starts took
 */
export async function killAgainAndAgain(
  server: TestServer,
  gate: Gate,
  random: Random,
  kills: number,
): Promise<number[]> {
  const startsMs: number[] = []
  for (let n = 0; n < kills; n++) {
    if (random.chance(0.1)) {
      await kill(server, gate)
      await killWhileStarting(server, random, startsMs.at(-1) ?? FIRST_START_MS)
    } else {
      await gate.after(random.between(1, 40), random.pick(['begun', 'answered']))
      const delayMs = random.between(0, 5)
      if (delayMs > 0) await pause(delayMs)
      await kill(server, gate)
    }
    const beganMs = performance.now()
    await server.start()
    startsMs.push(performance.now() - beganMs)
    gate.up()
  }
  return startsMs
}

/** @param withinMs the kill falls into so many milliseconds after the process began */
export async function killWhileStarting(server: TestServer, random: Random, withinMs: number): Promise<void> {
  const starting = server.start().catch(() => undefined)
  await pause(random.between(0, withinMs))
  await server.kill()
  await starting
}

async function kill(server: TestServer, gate: Gate): Promise<void> {
  gate.down()
  await server.kill()
}

/** The moment is what is drawn: nothing is waited for. */
function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}
