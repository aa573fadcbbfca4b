/** Time and chance come from outside. */
export interface ServerEnvironment {
  /** Epoch milliseconds. */
  nowMs(): number
  /** In [0, 1). */
  random(): number
  /** A fresh word of 1–32 lower-case letters and digits that nobody can guess: epochs and tags. */
  randomWord(): string
}
