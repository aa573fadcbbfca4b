import { cover } from './coverage.ts'
import type { DeviceNode } from './device-node.ts'
import type { World } from './world.ts'

/** The live stream as what it is to a device: a hint after a commit, which may be lost, late, or come twice (PROTOCOL.md §5). */
export function sendHints(world: World): void {
  if (!world.scenario.hasLive && !world.isHealed) return
  const random = world.chance.now
  for (const device of world.devices) {
    if (!hears(device)) continue
    const isLost = !world.isHealed && random.chance(0.2)
    const copies = isLost ? 0 : random.chance(0.1) ? 2 : 1
    cover('hint', copies === 0 ? 'lost' : copies === 1 ? 'came' : 'came twice')
    for (let copy = 0; copy < copies; copy++) {
      world.loop.after(20 + random.int(random.chance(0.1) ? 8_000 : 400), () => {
        if (hears(device)) void device.drain('hinted')
      })
    }
  }
}

/** A page that is open in its person's session, with a way to the server. */
function hears(device: DeviceNode): boolean {
  const { profile, person } = device.options
  const isThere = device.isOpen() && !device.isFrozen() && device.offlineSinceMs === undefined
  return isThere && profile.link === 'good' && profile.cookie === person
}
