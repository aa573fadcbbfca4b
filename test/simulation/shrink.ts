import type { Outcome } from './run-seed.ts'
import type { Scenario, Step } from './scenario.ts'

const RUNS_MAX = 400

/**
 * A short scenario that violates the same oracle: leaves out blocks of steps, large ones first, as long as it still does
 * (delta debugging, Zeller and Hildebrandt 2002).
 * @param step after which the whole one failed; undefined: in the end
 */
export async function shrink(
  whole: Scenario,
  oracle: string,
  step: number | undefined,
  run: (scenario: Scenario) => Promise<Outcome>,
): Promise<Scenario> {
  let runs = 0
  const fails = async (steps: readonly Step[]): Promise<boolean> => {
    if (runs++ >= RUNS_MAX) return false
    const { violations } = await run({ ...whole, steps }).catch(() => ({ violations: [] }))
    return violations.some((violation) => violation.oracle === oracle)
  }
  let steps = whole.steps.slice(0, step === undefined ? undefined : step + 1)
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = steps.length - size; from > -size; from -= size) {
      const fewer = [...steps.slice(0, Math.max(0, from)), ...steps.slice(from + size)]
      if (await fails(fewer)) steps = fewer
    }
  }
  return { ...whole, steps }
}
