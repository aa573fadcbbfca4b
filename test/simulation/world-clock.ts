/** The clock of this thread's world, for code that makes an environment for itself. */
export const worldClock = { nowMs: (): number => 0 }
