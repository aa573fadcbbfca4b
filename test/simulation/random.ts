import { hash53 } from '../../contract/digest.ts'

/** Chance that can be repeated. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** In [0, n). */
  int(n: number): number
  chance(p: number): boolean
  pick<T>(choices: readonly T[]): T
  /** By weight. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T
  /** Ten lower-case letters and digits. */
  word(): string
}

/** sfc32 by Chris Doty-Humphrey (public domain), seeded by a text's hash. */
export function createRandom(seed: string): Random {
  const hash = hash53(seed)
  let a = hash >>> 0
  let b = Math.floor(hash / 2 ** 32) >>> 0
  let c = 0x9e3779b9
  let counter = 1
  const bits = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) bits()
  const next = (): number => bits() / 2 ** 32
  const int = (n: number): number => Math.floor(next() * n)
  return {
    next,
    int,
    chance: (p) => next() < p,
    pick: (choices) => {
      const chosen = choices[int(choices.length)]
      if (chosen === undefined) throw new Error('nothing to choose from')
      return chosen
    },
    weighted: (choices) => {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [choice, weight] of choices) if ((left -= weight) < 0) return choice
      const last = choices.at(-1)
      if (!last) throw new Error('nothing to choose from')
      return last[0]
    },
    word: () => bits().toString(36).padStart(7, '0') + bits().toString(36).slice(-3).padStart(3, '0'),
  }
}
