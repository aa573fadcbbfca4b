import { canonicalJson, type Data } from '../../contract/value.ts'
import { checkFates } from './oracle-fates.ts'
import { checkHistory } from './oracle-history.ts'
import type { DeviceNode } from './device-node.ts'
import { readAll, readRecords } from './server-data.ts'
import { decideAll, drainAll, heal } from './heal.ts'
import type { World } from './world.ts'

/** More than a device ever needs; a loop without a pause makes thousands. */
const REQUESTS_A_MINUTE_MAX = 240

/** What must hold once everything works again, whatever happened before. @returns the longest drain, virtual ms */
export async function checkEnd(world: World): Promise<number> {
  await heal(world)
  const healedMs = await drainAll(world)
  await checkFates(world)
  if (world.book.violations.length > 0) return healedMs
  await decideAll(world)
  // What the last one to drain sent, the others have not heard of.
  await drainAll(world)
  await checkMirrors(world)
  await checkHistory(world)
  await checkQuiet(world)
  const busiest = world.tap.busiest()
  if (busiest > REQUESTS_A_MINUTE_MAX) {
    world.book.violated('requests per minute stay bounded', `${busiest} in one minute`)
  }
  return healedMs
}

async function checkMirrors(world: World): Promise<void> {
  const records = await world.server.look(readRecords)
  const there = new Map(
    records.map(({ model, id, version, deleted, data }) => [
      `${model}/${id}`,
      deleted === 1 ? undefined : { version, data: JSON.parse(data) as Data },
    ]),
  )
  const keys = [...world.records, ...records, { model: 'buildings', id: 'foreign' }]
  const unique = [...new Map(keys.map(({ model, id }) => [`${model}/${id}`, { model, id }])).values()]
  for (const device of world.devices) {
    const rows = await device.look((tx) => tx.rows(unique))
    unique.forEach(({ model, id }, n) => {
      const name = `${model}/${id}`
      const row = rows[n]
      const here = row && !row.deleted ? { version: row.version, data: row.data } : undefined
      const expected = there.get(name)
      if (canonicalJson(here ?? null) === canonicalJson(expected ?? null)) return
      const oracle = id === 'foreign' ? 'no row of a foreign scope' : 'all mirrors equal the server'
      world.book.violated(oracle, `${device.name}: ${name} is ${text(here)}, on the server ${text(expected)}`)
    })
  }
}

/** A slow way to the server and back, and its time-out. */
const CALL_MAX_MS = 60_000

/** The slowest of answers that are only slow. */
const SLOW_MS = 8_000

/** Two more rounds for everybody move nothing. */
async function checkQuiet(world: World): Promise<void> {
  // What a tab began to ask before the heal has ended by now.
  await world.loop.pass(CALL_MAX_MS)
  const before = await everything(world)
  for (let round = 0; round < 2; round++) {
    for (const device of world.devices) {
      device.options.profile.cookie = device.options.person
      void device.drain('asked')
      await world.loop.pass(1_000)
    }
  }
  await world.loop.pass(SLOW_MS)
  const after = await everything(world)
  if (before !== after) world.book.violated('more rounds change nothing', firstDifference(before, after))
}

export async function everything(world: World): Promise<string> {
  const devices = await Promise.all(world.devices.map((device) => all(world, device)))
  return JSON.stringify([await world.server.look(readAll), devices])
}

async function all(world: World, device: DeviceNode) {
  const { cursor, nextMutationId } = await device.meta()
  const state = await device.look(async (tx) => [await tx.rows(world.records), await tx.entries()])
  return [cursor, nextMutationId, state]
}

function firstDifference(before: string, after: string): string {
  let at = 0
  while (before[at] === after[at]) at++
  return `${before.slice(Math.max(0, at - 120), at + 60)} became ${after.slice(Math.max(0, at - 30), at + 100)}`
}

function text(value: unknown): string {
  return value === undefined ? 'absent' : canonicalJson(value)
}
