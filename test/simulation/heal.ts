import { models } from '../../contract/models/index.ts'
import { plan } from '../../src/sync/core/order.ts'
import type { Entry } from '../../src/sync/core/types.ts'
import { decide } from './decide.ts'
import type { DeviceNode } from './device-node.ts'
import { isInHistory } from './oracle-cursor.ts'
import { PEOPLE } from './people.ts'
import { NEXT_RELEASE } from './releases.ts'
import type { World } from './world.ts'

/** So long after the heal nothing waits any more but for a person. */
const QUEUE_MAX_MS = 30_000
/** One that fills its mirror may have asked into a hole just before: it gives that up after 30 s of silence (WP4). */
const LONG_QUEUE_MAX_MS = 60_000
/** And the device knows all that the others have sent, after hints that may be late. */
const MIRROR_MAX_MS = 90_000

/** Whoever sees that it stands still presses "Sync now". */
const PATIENCE_MS = 15_000

/** Everything works again, everybody is signed in, every app is open. */
export async function heal(world: World): Promise<void> {
  const { server, network, people, profiles, devices } = world
  network.troubles = { share: 0, faults: [] }
  world.isHealed = true
  server.disarm()
  await server.start()
  people.signedOut.clear()
  for (const person of PEOPLE) people.roles.set(person, 'editor')
  // A device that runs ahead of its server waits for it.
  if (devices.some(({ appSchema }) => appSchema > server.release().schema) || world.appRelease === NEXT_RELEASE) {
    server.upgrade(NEXT_RELEASE)
    await server.kill()
    await server.start()
  }
  for (const device of devices) {
    device.spare()
    device.saysOnLine = true
    device.options.profile.link = 'good'
    device.options.profile.pullsLateMs = 0
    device.thaw()
    await device.start()
    await device.workOffline(false)
    await device.sendOnConfirm(false)
    // What cannot be read is found by whoever reads it, at the latest now.
    await device.look(async (tx) => [await tx.rows(world.records), await tx.overlay(), await tx.events()])
  }
  await world.loop.pass(100)
  for (const profile of profiles) {
    const owner = devices.find(({ options }) => options.profile === profile)
    profile.cookie = owner?.options.person ?? ''
  }
}

/** Lets every queue run empty; people of one browser take turns. @returns the longest that one needed, virtual ms */
export async function drainAll(world: World): Promise<number> {
  let longest = 0
  for (const device of world.devices) {
    const { profile, person } = device.options
    profile.cookie = person
    const beganMs = world.loop.nowMs()
    const queueMaxMs = (await mustFill(world, device)) ? LONG_QUEUE_MAX_MS : QUEUE_MAX_MS
    let askedMs = beganMs
    let emptyMs: number | undefined
    void device.drain('signedIn')
    // As the page finds out that looks for a server which answers again (decision 0005).
    device.drainTogether('reached')
    for (;;) {
      const tookMs = world.loop.nowMs() - beganMs
      if (emptyMs === undefined && (await isEmpty(device))) emptyMs = tookMs
      if (emptyMs !== undefined && (await isCurrent(world, device))) break
      if (tookMs > (emptyMs === undefined ? queueMaxMs : MIRROR_MAX_MS)) {
        await tooLong(world, device, emptyMs === undefined)
        return longest
      }
      await world.loop.pass(250)
      if (!device.isOpen()) await device.start()
      if (world.loop.nowMs() - askedMs <= PATIENCE_MS) continue
      askedMs = world.loop.nowMs()
      if ((await device.meta()).pause) void device.drain('asked')
      // The live stream is open again, and its first hint comes. A queue has to get along without.
      else if (emptyMs !== undefined) void device.drain('hinted')
    }
    longest = Math.max(longest, emptyMs)
  }
  return longest
}

/** Must it fetch all rows first, also where it does not know yet that the server was restored? */
async function mustFill({ server }: World, device: DeviceNode): Promise<boolean> {
  const { cursor, mark, recovering } = await device.meta()
  if (cursor === undefined || recovering) return true
  return mark !== undefined && !(await server.look((database) => isInHistory(database, mark)))
}

async function tooLong(world: World, device: DeviceNode, isQueue: boolean): Promise<void> {
  const waiting = await device.entries()
  const { pause, lastError, notBeforeMs, cursor, mark } = await device.meta()
  const waitMs = notBeforeMs - world.loop.nowMs()
  const detail = { pause, lastError, waitMs, cursor, mark, head: await headOf(world), waiting }
  world.book.violated(
    isQueue ? 'the queue reaches 0 after a heal' : 'a device hears of everything after a heal',
    `${device.name}: ${JSON.stringify(detail).slice(0, 1_500)}`,
  )
}

/** What waits, waits for a person; and nothing is left to be told. */
async function isEmpty(device: DeviceNode): Promise<boolean> {
  const { recovering, repairing, yielded } = await device.meta()
  return !recovering && !repairing && !yielded && unsent(await device.entries()).length === 0
}

/** The device knows all that the server knows. An answer of a history that is gone has a mark of its own. */
async function isCurrent(world: World, device: DeviceNode): Promise<boolean> {
  const { cursor, mark = cursor } = await device.meta()
  const head = await headOf(world)
  return cursor === head && mark === head && (await isEmpty(device))
}

/** What should have left by itself. */
export function unsent(entries: readonly Entry[]): Entry[] {
  const limits = { changesMax: Number.POSITIVE_INFINITY, bytesMax: Number.POSITIVE_INFINITY }
  const held = new Set(plan(models, entries, limits).held.map(({ entry }) => entry.key))
  return entries.filter(({ kind, key }) => kind !== 'parked' && !held.has(key))
}

async function headOf({ server }: World): Promise<string> {
  const { storage } = server.sync()
  const row = await storage.read((reader) => reader.scope('demo'))
  return `${storage.epoch}.${row?.head}.${row?.head_tag}`
}

/** People answer every question until none is left. */
export async function decideAll(world: World): Promise<void> {
  for (let round = 0; round < 40; round++) {
    let questions = 0
    for (const device of world.devices) {
      device.options.profile.cookie = device.options.person
      const asked = (await device.entries()).length
      questions += asked
      for (let n = 0; n < asked; n++) {
        // Whoever was asked again and again gives in.
        await decide(world, device, round < 8 ? world.chance.now.int(1_000) * 5 + 1 : 4)
        await world.loop.pass(50)
      }
    }
    if (questions === 0) return
    await drainAll(world)
  }
  const left = await Promise.all(world.devices.map((device) => device.entries()))
  world.book.violated('questions come to an end', JSON.stringify(left.flat()).slice(0, 1_500))
}
