import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry } from '../../src/sync/core/types.ts'
import type { Place, Task } from './pool.ts'
import { type Outcome, runScenario } from './run-seed.ts'
import type { Action } from './actions.ts'
import { generate, type Scenario } from './scenario.ts'
import { shrink } from './shrink.ts'
import { switchOn } from './switches.ts'
import { createServerDatabase, openFolder } from './worker.ts'
import type { World } from './world.ts'

/** Replays a seed; if it fails, finds a short run that fails in the same way and tells it. @returns whether it holds */
export async function tell({ seed, steps, store, fault }: Task, place: Place): Promise<boolean> {
  switchOn(fault)
  const root = await openFolder()
  let runs = 0
  const run = async (scenario: Scenario, watch?: (world: World, step: number) => Promise<void>): Promise<Outcome> => {
    const folder = join(root, String(runs++))
    mkdirSync(folder)
    try {
      return await runScenario(scenario, await createServerDatabase(folder, place), watch)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  const whole = generate(seed, steps, store)
  const outcome = await run(whole)
  const [violation] = outcome.violations
  if (!violation) {
    console.log(`seed ${seed} holds (${outcome.events} events, ${outcome.hash})`)
    return true
  }
  const short = await shrink(whole, violation.oracle, outcome.step, run)
  console.log(
    `seed ${seed} violates “${violation.oracle}” in ${steps} steps; ${short.steps.length} of them are enough:\n`,
  )
  const told = await run(short, (world, step) => tellStep(world, step))
  for (const { oracle, detail } of told.violations) console.log(`\n✗ ${oracle}\n  ${detail}`)
  return false
}

const before = new Map<string, string>()

async function tellStep(world: World, n: number): Promise<void> {
  for (const device of world.devices) {
    if (!device.isOpen()) continue
    const entries = await device.entries()
    const now = entries.map(sentence).join('; ') || 'nothing waits'
    if (before.get(device.name) !== now) console.log(`      ${device.name}: ${now}`)
    before.set(device.name, now)
    for (const { kind, detail } of (world.book.events.get(device.name) ?? []).slice(told.get(device.name) ?? 0)) {
      console.log(`      ${device.name} notes: ${kind} ${JSON.stringify(detail)}`)
    }
    told.set(device.name, world.book.events.get(device.name)?.length ?? 0)
  }
  const step = world.scenario.steps[n]
  const at = new Date(world.loop.nowMs()).toISOString().slice(5, 23)
  console.log(step ? `${at}  ${name(world, step.action)}, then ${step.passMs} ms` : `${at}  everything works again`)
}

const told = new Map<string, number>()

function sentence(entry: Entry): string {
  const { kind, op, model, id, patch, base } = entry
  const number = kind === 'sealed' ? ` ${entry.mutationId}` : ''
  const why = kind === 'parked' ? ` (${entry.reason.kind})` : ''
  return `${kind}${number}${why} ${op} ${model}/${id.slice(-6)} ${JSON.stringify(patch)} on v${base.version}`
}

function name(world: World, action: Action): string {
  const { kind, ...rest } = action
  if (!('device' in rest)) return `${kind} ${JSON.stringify(rest)}`
  const { device, ...more } = rest
  return `${world.devices[device % world.devices.length]?.name ?? ''} ${kind} ${JSON.stringify(more)}`
}
