import { type Data, type Patch, sameValue } from '../../contract/value.ts'
import { QuotaExceeded, StorageUnavailable } from '../../src/sync/errors.ts'
import type { RecordKey, VisibleRow } from '../../src/sync/core/types.ts'
import { cover } from './coverage.ts'
import type { DeviceNode } from './device-node.ts'
import { rareOf } from './entry-states.ts'
import { modelOf, type World } from './world.ts'

/** Can anybody type on it? */
export function isUsable(device: DeviceNode): boolean {
  return device.isOpen() && !device.isFrozen()
}

export async function create(
  world: World,
  device: DeviceNode,
  model: number,
  pick: number,
): Promise<RecordKey | undefined> {
  if (!isUsable(device)) return undefined
  const names = ['buildings', 'tenants', 'leases', 'payments', 'inspections', 'buildings']
  const name = names[model % names.length] ?? 'buildings'
  return saveCreate(world, device, name, world.values.create(modelOf(name), pick, targetsOf(world)))
}

export async function saveCreate(world: World, device: DeviceNode, model: string, data: Data): Promise<RecordKey> {
  const key = { model, id: device.environment.newId() }
  world.records.push(key)
  await saving(world, device, key, data, device.create(model, key.id, data))
  return key
}

/** References lead to records that are about: those of others, too, that are not here yet. */
function targetsOf(world: World): (model: string) => string[] {
  return (model) => {
    const all = world.records.filter((key) => key.model === model).map(({ id }) => id)
    // The newest are those that nobody else has yet.
    return all.slice(-3).concat(all.slice(0, 2))
  }
}

export function patchFor(world: World, model: string, picks: readonly number[]): Patch {
  return world.values.patch(modelOf(model), picks, targetsOf(world))
}

export async function visible(world: World, device: DeviceNode, record: number): Promise<VisibleRow | undefined> {
  if (!isUsable(device)) return undefined
  const records = record < 0 ? await waiting(device) : world.records
  for (let offset = 0; offset < Math.min(8, records.length); offset++) {
    const key = records[(Math.abs(record) + offset) % records.length]
    const row = key && (await device.see(key))
    if (row) return row
  }
  return undefined
}

/** Records of which something waits here; every other time of those that seldom do. */
async function waiting(device: DeviceNode): Promise<readonly RecordKey[]> {
  const entries = await device.entries()
  const rare = rareOf(entries)
  return rare.length > 0 ? [...rare, ...entries.slice(0, rare.length)] : entries
}

export async function update(world: World, device: DeviceNode, seen: VisibleRow, patch: Patch): Promise<void> {
  if (!isUsable(device)) return
  // What a form shows already is no change, even if the record moved behind it.
  const changed = Object.entries(patch).filter(([field, value]) => !sameValue(value, seen.data[field]))
  if (changed.length === 0) return
  await saving(world, device, seen, Object.fromEntries(changed), device.update(seen, patch))
}

export async function removeOf(world: World, device: DeviceNode, seen: VisibleRow): Promise<void> {
  if (!isUsable(device)) return
  await saving(world, device, seen, undefined, device.remove(seen))
}

/** Just as it was. */
export async function enterAgain(world: World, device: DeviceNode, { model, id, data }: VisibleRow): Promise<void> {
  if (!isUsable(device)) return
  await saving(world, device, { model, id }, data, device.create(model, id, data))
}

/** What is gone here is entered again, as a person does who restores it from the list of the deleted. */
export async function restoreRecord(world: World, device: DeviceNode, record: number): Promise<RecordKey | undefined> {
  if (!isUsable(device)) return undefined
  const records = record < 0 ? await waiting(device) : world.records
  for (let offset = 0; offset < records.length; offset++) {
    const key = records[(Math.abs(record) + offset) % records.length]
    if (!key || (await device.see(key)) !== null) continue
    const data = world.values.create(modelOf(key.model), Math.abs(record), targetsOf(world))
    await saving(world, device, key, data, device.create(key.model, key.id, data))
    return key
  }
  return undefined
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
