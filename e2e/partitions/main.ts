import { parseArgs } from 'node:util'
import { reportChecks } from '../../scripts/report-checks.ts'
import { bookCheck, runFleet } from '../harness/fleet.ts'
import { HEAL_MS_MAX, openLane, type Partition } from './lane.ts'
import { isFelt } from './strikes.ts'

// `npm run partitions`: a real browser, the real server, and a network between them that fails and is mended, 100 times;
// `-- --partitions 2000 --seed 7 --at-once 10` does it more often, from another seed, in so many browser profiles at a time;
// `--fault blackHole --fault stall` with these faults only.

const { values } = parseArgs({
  options: {
    partitions: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '10' },
    fault: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const [partitions, lanes, seed] = [Number(values.partitions), Number(values['at-once']), Number(values.seed)]

console.log(`${partitions} partitions, ${lanes} at a time; replay with --seed ${seed}`)
const beganMs = performance.now()
const outcome = await runFleet({
  ...{ seed, lanes, times: partitions },
  open: (parts) => openLane({ ...parts, only: values.fault }),
  act: async (lane, n) => {
    const ended = await lane.partition(n)
    if (ended.healedMs === undefined) console.log(`  ✗ partition ${n} (${ended.strike.name}) never came to rest`)
    return ended
  },
})
printFigures(outcome.done)
console.log(`${((performance.now() - beganMs) / 1_000).toFixed(1)} s`)
const healed = outcome.done.filter(({ healedMs }) => healedMs !== undefined).length
const felt = outcome.done.filter(({ strike }) => isFelt(strike))
const struck = felt.filter(({ isStruck }) => isStruck).length
process.exitCode = reportChecks([
  {
    title: `[RL4] [F10] ${healed} of ${partitions} partitions: nothing waits ${HEAL_MS_MAX / 1_000} s after the heal`,
    passed: healed === partitions,
  },
  // What was saved may have got through just before. A network that fails nobody would heal every time.
  {
    title: `[RL4] ${struck} of ${felt.length} faults that neither only delay nor take the network away were met by a call`,
    passed: struck >= felt.length / 2,
  },
  bookCheck('[RL5]', outcome),
])

/** How long it took, by the kind of failure. */
function printFigures(done: readonly Partition[]): void {
  const byName = groupBy(done, ({ strike }) => strike.name)
  for (const [name, some] of [['all', done] as const, ...[...byName].sort()]) {
    const times = some.map(({ healedMs }) => healedMs ?? Infinity).sort((a, b) => a - b)
    const at = (share: number) => `${((times[Math.ceil(times.length * share) - 1] ?? 0) / 1_000).toFixed(1)}`
    console.log(
      `${name.padEnd(20)} ${String(some.length).padStart(5)}   half in ${at(0.5)} s, 95 % in ${at(0.95)} s, all in ${at(1)} s`,
    )
  }
}

/** `Map.groupBy`, which the oldest Node that we run on does not have. */
function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item])
  return groups
}
