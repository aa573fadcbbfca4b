import { parseArgs } from 'node:util'
import { reportChecks } from '../../scripts/report-checks.ts'
import { bookCheck, runFleet } from '../harness/fleet.ts'
import { type Crash, type Lack, openLane, REST_MS_MAX } from './lane.ts'

// `npm run crashes`: two pages and their worker of a real browser, of which some die in the middle of a drain, 20 times;
// `-- --crashes 500 --seed 7` does it more often, from another seed.

const { values } = parseArgs({
  options: {
    crashes: { type: 'string', default: '20' },
    'at-once': { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const LACKS: readonly Lack[] = ['nothing', 'Web Locks', 'Background Sync']
const [crashes, lanes, seed] = [Number(values.crashes), Number(values['at-once']), Number(values.seed)]

console.log(`${crashes} crashes; replay with --seed ${seed}`)
const beganMs = performance.now()
const outcome = await runFleet({
  ...{ seed, lanes, times: crashes },
  open: (parts, n) => openLane({ ...parts, lacks: LACKS[n % LACKS.length] ?? 'nothing' }),
  act: async (lane, n) => {
    const ended = await lane.crash(n)
    console.log(textOf(ended))
    return ended
  },
})
console.log(`${((performance.now() - beganMs) / 1_000).toFixed(1)} s`)
const rested = outcome.done.filter(({ restedMs }) => restedMs !== undefined).length
const some = outcome.done.filter(({ inMidDrain }) => inMidDrain).length
process.exitCode = reportChecks([
  {
    title: `[RL6] [F12] [F14] ${rested} of ${crashes} crashes, ${some} in mid-drain: nothing waits ${REST_MS_MAX / 1_000} s later`,
    passed: rested === crashes && some > crashes / 2,
  },
  bookCheck('[RL6]', outcome),
])

function textOf({ victim, lacks, inMidDrain, restedMs }: Crash): string {
  const when = inMidDrain ? 'in mid-drain' : 'after the drain'
  const rest = restedMs === undefined ? '✗ never came to rest' : `at rest after ${(restedMs / 1_000).toFixed(1)} s`
  return `  ${victim} died ${when}, in a browser that lacks ${lacks}: ${rest}`
}
