import { setTimeout as delay } from 'node:timers/promises'
import { failureOf } from './failure.ts'

const ATTEMPTS = 10
const BASE_MS = 4
const CAP_MS = 400

/**
 * Runs `work` again, after a wait of full jitter, while the engine says that it collided with somebody: at most 10 times,
 * about a second in all. `work` must be repeatable.
 * @param random in [0, 1)
 * @param isCollision whether an error is of that kind
 * @throws the last error
 */
export async function retrying<T>(
  random: () => number,
  work: () => Promise<T>,
  isCollision = (error: unknown) => failureOf(error) === 'transient',
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !isCollision(error)) throw error
    }
    await delay(random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt))
  }
}
