import { models } from '../../contract/models/index.ts'
import { plan } from '../../src/sync/core/order.ts'
import type { Entry } from '../../src/sync/core/types.ts'
import { decide } from './decide.ts'
import type { DeviceNode } from './device-node.ts'
import { PEOPLE } from './people.ts'
import { NEXT_RELEASE } from './releases.ts'
import type { World } from './world.ts'

/** How long after the heal a queue may need. Generous against what is asked: 30 s. */
const QUEUE_MAX_MS = 180_000

/** A page that is seen opens its live stream again within so long of the heal, and hears where the server stands. */
const LIVE_OPENS_MS = 30_000

/** Everything works again, everybody is signed in, every app is open. */
export async function heal(world: World): Promise<void> {
  const { server, network, people, profiles, devices } = world
  network.troubles = { share: 0, faults: [] }
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
    device.mishaps.next = undefined
    device.saysOnLine = true
    device.options.profile.link = 'good'
    device.thaw()
    await device.start()
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
    let hintedMs = beganMs
    void device.drain('signedIn')
    void device.drain('online')
    while (!(await isDrained(world, device))) {
      if (world.loop.nowMs() - beganMs > QUEUE_MAX_MS) {
        const waiting = await device.entries()
        const { pause, lastError, notBeforeMs } = await device.meta()
        const detail = { pause, lastError, waitMs: notBeforeMs - world.loop.nowMs() }
        world.book.violated(
          'the queue reaches 0 after a heal',
          `${device.name}: ${JSON.stringify({ ...detail, waiting }).slice(0, 1_500)}`,
        )
        return longest
      }
      await world.loop.pass(250)
      if (!device.isOpen()) await device.start()
      if (world.loop.nowMs() - hintedMs > LIVE_OPENS_MS) {
        hintedMs = world.loop.nowMs()
        // Whoever sees that it stands still presses "Sync now".
        void device.drain((await device.meta()).pause ? 'asked' : 'hinted')
      }
    }
    longest = Math.max(longest, world.loop.nowMs() - beganMs)
  }
  return longest
}

/** What waits, waits for a person; and the device knows all that the server knows. */
async function isDrained(world: World, device: DeviceNode): Promise<boolean> {
  const { cursor, recovering, repairing } = await device.meta()
  if (recovering || repairing || cursor !== headOf(world)) return false
  return unsent(await device.entries()).length === 0
}

/** What should have left by itself. */
export function unsent(entries: readonly Entry[]): Entry[] {
  const limits = { changesMax: Number.POSITIVE_INFINITY, bytesMax: Number.POSITIVE_INFINITY }
  const held = new Set(plan(models, entries, limits).held.map(({ entry }) => entry.key))
  return entries.filter(({ kind, key }) => kind !== 'parked' && !held.has(key))
}

function headOf({ server }: World): string {
  const { epoch } = server.sync().storage
  const row = server.look((database) => database.prepare("select * from scopes where scope = 'demo'").get())
  const { head, head_tag: tag } = row as { head: number; head_tag: string }
  return `${epoch}.${head}.${tag}`
}

/** People answer every question until none is left. */
export async function decideAll(world: World): Promise<void> {
  for (let round = 0; round < 40; round++) {
    let questions = 0
    for (const device of world.devices) {
      device.options.profile.cookie = device.options.person
      const entries = await device.entries()
      questions += entries.length
      // Whoever was asked again and again gives in.
      if (entries.length > 0) await decide(world, device, round < 8 ? world.chance.now.int(1_000) * 5 + 1 : 4)
      await world.loop.pass(50)
    }
    if (questions === 0) return
    await drainAll(world)
  }
  const left = await Promise.all(world.devices.map((device) => device.entries()))
  world.book.violated('questions come to an end', JSON.stringify(left.flat()).slice(0, 1_500))
}
