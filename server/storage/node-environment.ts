import { randomBytes } from 'node:crypto'
import type { ServerEnvironment } from './environment.ts'

/** The machine's clock and randomness. */
export const nodeEnvironment: ServerEnvironment = {
  nowMs: () => Date.now(),
  random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
  randomWord: () => randomBytes(5).toString('hex'),
}
