import { cover } from './coverage.ts'
import { decide } from './decide.ts'
import { create, patchFor, removeOf, restoreRecord, update, visible } from './edits.ts'
import { befall } from './mishaps.ts'
import { crossTabs, pullTheRug, pushMeets, saveAndGo, secondThoughts, spoil } from './scenes.ts'
import type { Action } from './actions.ts'
import type { World } from './world.ts'

/** Lets one action happen; what it cannot be done to now is left alone. */
export async function perform(world: World, action: Action): Promise<void> {
  cover('action', action.kind)
  if (!('device' in action)) return befall(world, action)
  const device = world.devices[action.device % world.devices.length]
  if (!device) return
  switch (action.kind) {
    case 'create':
      await create(world, device, action.model, action.pick)
      return
    case 'update': {
      const seen = await visible(world, device, action.record)
      if (seen) await update(world, device, seen, patchFor(world, seen.model, action.fields))
      return
    }
    case 'remove': {
      const seen = await visible(world, device, action.record)
      if (seen) await removeOf(world, device, seen)
      return
    }
    case 'restoreRecord':
      await restoreRecord(world, device, action.record)
      return
    case 'openForm': {
      const seen = await visible(world, device, action.record)
      if (seen) device.openForm('form', seen)
      return
    }
    case 'saveForm': {
      const seen = device.form('form')
      device.closeForm('form')
      if (seen) await update(world, device, seen, patchFor(world, seen.model, action.fields))
      return
    }
    case 'crossTabs':
      return crossTabs(world, device, action)
    case 'saveAndGo':
      return saveAndGo(world, device, action)
    case 'pushMeets':
      return pushMeets(world, device, action)
    case 'spoil':
      return spoil(world, device, action)
    case 'pullTheRug':
      return pullTheRug(world, device, action)
    case 'secondThoughts':
      return secondThoughts(world, device, action)
    case 'decide':
      return decide(world, device, action.choice)
    default:
      return befall(world, action)
  }
}
