import { type Patch, sameValue } from '../../contract/value.ts'
import { QuotaExceeded, StorageUnavailable } from '../../src/sync/errors.ts'
import type { RecordKey, VisibleRow } from '../../src/sync/core/types.ts'
import { cover } from './coverage.ts'
import { decide } from './decide.ts'
import type { DeviceNode } from './device-node.ts'
import { befall } from './mishaps.ts'
import { pushAsOtherClient } from './other-client.ts'
import type { Action } from './scenario.ts'
import { modelOf, type World } from './world.ts'

/** Lets one action happen; what it cannot be done to now is left alone. */
export async function perform(world: World, action: Action): Promise<void> {
  cover('action', action.kind)
  if (!('device' in action)) return befall(world, action)
  const device = world.devices[action.device % world.devices.length]
  if (!device) return
  switch (action.kind) {
    case 'create':
      return create(world, device, action.model, action.pick)
    case 'update': {
      const seen = await visible(world, device, action.record)
      if (seen) await update(world, device, seen, patchFor(world, device, seen.model, action.fields))
      return
    }
    case 'remove': {
      const seen = await visible(world, device, action.record)
      if (seen) await removeOf(world, device, seen)
      return
    }
    case 'restoreRecord':
      return restoreRecord(world, device, action.record)
    case 'openForm': {
      const seen = await visible(world, device, action.record)
      if (seen) device.openForm('form', seen)
      return
    }
    case 'saveForm': {
      const seen = device.form('form')
      device.closeForm('form')
      if (seen) await update(world, device, seen, patchFor(world, device, seen.model, action.fields))
      return
    }
    case 'crossTabs':
      return crossTabs(world, device, action)
    case 'decide':
      return decide(world, device, action.choice)
    default:
      return befall(world, action)
  }
}

/** Can anybody type on it? */
function isUsable(device: DeviceNode): boolean {
  return device.isOpen() && !device.isFrozen()
}

async function create(world: World, device: DeviceNode, model: number, pick: number): Promise<void> {
  if (!isUsable(device)) return
  const names = ['buildings', 'tenants', 'leases', 'payments', 'inspections', 'buildings']
  const name = names[model % names.length] ?? 'buildings'
  const data = world.values.create(modelOf(name), pick, targetsOf(world))
  const id = device.environment.newId()
  world.records.push({ model: name, id })
  await saving(world, device, { model: name, id }, data, device.create(name, id, data))
}

/** References lead to records that are about: those of others, too, that are not here yet. */
function targetsOf(world: World): (model: string) => string[] {
  return (model) => {
    const all = world.records.filter((key) => key.model === model).map(({ id }) => id)
    // The newest are those that nobody else has yet.
    return all.slice(-3).concat(all.slice(0, 2))
  }
}

function patchFor(world: World, _device: DeviceNode, model: string, picks: readonly number[]): Patch {
  return world.values.patch(modelOf(model), picks, targetsOf(world))
}

async function visible(world: World, device: DeviceNode, record: number): Promise<VisibleRow | undefined> {
  if (!isUsable(device)) return undefined
  const { records } = world
  for (let offset = 0; offset < Math.min(8, records.length); offset++) {
    const key = records[(record + offset) % records.length]
    const row = key && (await device.see(key))
    if (row) return row
  }
  return undefined
}

async function update(world: World, device: DeviceNode, seen: VisibleRow, patch: Patch): Promise<void> {
  if (!isUsable(device)) return
  // What a form shows already is no change, even if the record moved behind it.
  const changed = Object.entries(patch).filter(([field, value]) => !sameValue(value, seen.data[field]))
  if (changed.length === 0) return
  await saving(world, device, seen, Object.fromEntries(changed), device.update(seen, patch))
}

/** Somebody changes the first record; one tab asks for it and hears late; meanwhile the other one sends a change of it. */
async function crossTabs(
  world: World,
  device: DeviceNode,
  { pick, fields }: Extract<Action, { kind: 'crossTabs' }>,
): Promise<void> {
  if (!isUsable(device)) return
  const { profile } = device.options
  await pushAsOtherClient(world, pick * 10 + 8)
  await world.loop.pass(20)
  profile.pullsLateMs = 2_000
  device.drainBy('page', 'hinted')
  await world.loop.pass(400)
  const seen = await visible(world, device, 0)
  if (seen) await update(world, device, seen, patchFor(world, device, seen.model, fields))
  device.drainBy('worker', 'saved')
  world.loop.after(3_000, () => (profile.pullsLateMs = 0))
}

async function removeOf(world: World, device: DeviceNode, seen: VisibleRow): Promise<void> {
  await saving(world, device, seen, undefined, device.remove(seen))
}

/** What is gone here is entered again, as a person does who restores it from the list of the deleted. */
async function restoreRecord(world: World, device: DeviceNode, record: number): Promise<void> {
  if (!isUsable(device)) return
  const { records } = world
  for (let offset = 0; offset < records.length; offset++) {
    const key = records[(record + offset) % records.length]
    if (!key || (await device.see(key)) !== null) continue
    const data = world.values.create(modelOf(key.model), record, targetsOf(world))
    await saving(world, device, key, data, device.create(key.model, key.id, data))
    return
  }
}

/**
 * A save has begun. As soon as it is on the disk its author reads it; if it fails, it says so and nothing of it is there.
 * @param patch undefined: a delete
 */
async function saving(
  world: World,
  device: DeviceNode,
  { model, id }: RecordKey,
  patch: Patch | undefined,
  saved: Promise<void>,
): Promise<void> {
  const { edits, removals } = world.book
  const counts = [edits.length, removals.length]
  let failure: unknown
  void saved.catch((error: unknown) => {
    failure = error
  })
  await world.loop.pass(0)
  const isStored = edits.length + removals.length > (counts[0] ?? 0) + (counts[1] ?? 0)
  if (failure !== undefined) {
    const isExpected = failure instanceof QuotaExceeded || failure instanceof StorageUnavailable
    if (!isExpected) return unexpected(world, device, failure)
    cover('save', 'failed loudly')
    if (isStored) world.book.violated('a failed save is not stored', `${device.name}: ${model}/${id}`)
    return
  }
  if (!isStored) return
  const now = await device.see({ model, id })
  // A field that is back at what was seen before shows the server's newer value; both are written down at once.
  const told = (world.book.events.get(device.name) ?? []).filter(
    ({ kind, detail }) => kind === 'overwritten' && detail['id'] === id,
  )
  const isTold = (field: string): boolean => told.some(({ detail }) => Object.hasOwn(detail['fields'] ?? {}, field))
  const isSeen = patch
    ? Object.entries(patch).every(([field, value]) => sameJson(now?.data[field], value) || isTold(field))
    : !now
  if (!isSeen) {
    const detail = `${device.name}: ${model}/${id} ${JSON.stringify({ patch, now })}`
    world.book.violated('every edit is readable by its author at once', detail)
  }
}

function unexpected(world: World, device: DeviceNode, error: unknown): void {
  // What the form itself refuses: a value that the app of this release does not allow.
  if (error instanceof Error && error.name === 'InvalidRecord') return cover('save', 'refused by the form')
  if (error instanceof Error && error.message === 'nobody can type here') return
  world.book.violated('nothing breaks', `${device.name}: ${String(error)}`)
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
