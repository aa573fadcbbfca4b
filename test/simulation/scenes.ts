import type { RecordKey, VisibleRow } from '../../src/sync/core/types.ts'
import type { DeviceNode } from './device-node.ts'
import { rareOf } from './entry-states.ts'
import {
  create,
  enterAgain,
  isUsable,
  patchFor,
  removeOf,
  restoreRecord,
  saveCreate,
  update,
  visible,
} from './edits.ts'
import { changeElsewhere } from './other-client.ts'
import type { Trouble } from './network.ts'
import type { Action } from './actions.ts'
import type { World } from './world.ts'

type Scene<K extends Action['kind']> = Extract<Action, { kind: K }>

/** Somebody changes or deletes a record; one tab asks for it and hears late; meanwhile the person changes it here. */
export async function crossTabs(world: World, device: DeviceNode, action: Scene<'crossTabs'>): Promise<void> {
  const { hasWorker, hasLocks } = world.scenario
  if (action.isSent && !action.goes && hasWorker && !hasLocks) return overtake(world, device, action)
  const { profile } = device.options
  const { elsewhere, edit: how, fields } = action
  const key = elsewhere === 'deleted' && action.record >= 0 ? looseRecord(world, action.record) : undefined
  const seen = key && isUsable(device) ? await device.see(key) : await visible(world, device, action.record)
  if (!seen) return
  const theirs = patchFor(world, seen.model, action.isSameField ? fields : [action.pick])
  await changeElsewhere(world, seen, elsewhere === 'deleted' ? undefined : theirs, action.pick)
  await world.loop.pass(20)
  profile.pullsLateMs = 2_000
  device.drainBy(action.goes ? 'worker' : 'page', 'hinted')
  await world.loop.pass(400)
  // Both copy it from the same sheet.
  if (elsewhere === 'the same' && isUsable(device)) await update(world, device, seen, theirs)
  else await edit(world, device, seen, how, fields)
  if (action.goes) leave(device, action.goes)
  else if (action.isSent) device.drainBy('worker', 'saved')
  world.loop.after(3_000, () => (profile.pullsLateMs = 0))
}

/**
 * Nothing keeps one tab from sending while the other fetches: what the first sends beside somebody's change is answered before the
 * page comes that the second has asked for, which knows only that change.
 */
async function overtake(world: World, device: DeviceNode, { record, pick, fields }: Scene<'crossTabs'>): Promise<void> {
  await works(world, device)
  device.thaw()
  await device.start()
  await world.loop.pass(400)
  const seen = await visible(world, device, Math.abs(record))
  if (!seen) return
  const theirs = patchFor(world, seen.model, [pick])
  const mine = Object.entries(patchFor(world, seen.model, fields)).filter(([field]) => !Object.hasOwn(theirs, field))
  await changeElsewhere(world, seen, theirs, pick)
  await world.loop.pass(20)
  device.options.profile.pullsLateMs = 2_000
  device.drainBy('page', 'asked')
  await world.loop.pass(400)
  await update(world, device, seen, Object.fromEntries(mine))
  device.drainBy('worker', 'asked')
  world.loop.after(3_000, () => (device.options.profile.pullsLateMs = 0))
}

/** A save, and the page is gone or stands still before anything comes of it (F67); perhaps in the middle of a drain. */
export async function saveAndGo(world: World, device: DeviceNode, action: Scene<'saveAndGo'>): Promise<void> {
  if (action.afterMs > 0) device.drainTogether('hinted')
  await world.loop.pass(action.afterMs)
  const seen = await visible(world, device, action.record)
  if (!seen) return
  await edit(world, device, seen, action.edit, action.fields)
  leave(device, action.goes)
}

/** A push begins so many hundredths of a second after its wake-up, or does not. */
const BEGUN_MAX = 60

/** A drain, whose push meets this. */
export async function pushBegins(world: World, device: DeviceNode, what: Trouble, isWorkers = false): Promise<void> {
  const { profile } = device.options
  profile.nextPush = what
  if (isWorkers) device.drainBy('worker', 'asked')
  else device.drainTogether('asked')
  for (let n = 0; n < BEGUN_MAX && profile.nextPush !== undefined; n++) await world.loop.pass(10)
}

/** The next push of this device meets a fault; the person goes on meanwhile, or leaves. */
export async function pushMeets(world: World, device: DeviceNode, action: Scene<'pushMeets'>): Promise<void> {
  const seen = await visible(world, device, action.record)
  if (!seen) return
  await update(world, device, seen, patchFor(world, seen.model, action.fields))
  // Who dies leaves the push to the worker.
  await pushBegins(world, device, action.what, action.beside === 'dies')
  await world.loop.pass(action.afterMs)
  if (action.beside === 'nothing') return
  const other = await visible(world, device, action.record + 1)
  if (!other) return
  await update(world, device, other, patchFor(world, other.model, action.fields))
  if (action.beside !== 'edit') leave(device, action.beside)
}

/** So many drains, so far apart: alone in the third at the latest, and ill after three more. */
const DRAINS = 7
const BETWEEN_MS = 600

/**
 * Something on the way cannot take the changes of one record, whatever is in them, and takes all others (F73). Children of a
 * record that is made so wait for it.
 */
export async function spoil(world: World, device: DeviceNode, action: Scene<'spoil'>): Promise<void> {
  await works(world, device)
  const key = await spoilt(world, device, action)
  if (!key) return
  await cannotPass(world, device, key, action.fault)
  if (!action.isLasting) device.options.profile.jam = undefined
  await meetOthers(world, device, action)
  if (action.elsewhere !== 'nothing') await othersGoOn(world, device, action)
  if (action.isUndone) await undoRare(world, device)
}

/** Until the record is taken for ill: it fails alone, and others get through. */
export async function cannotPass(world: World, device: DeviceNode, key: RecordKey, fault: Trouble): Promise<void> {
  device.options.profile.jam = { id: key.id, fault }
  for (let n = 0; n < DRAINS; n++) {
    void device.drain('asked')
    await world.loop.pass(BETWEEN_MS)
    if ((await device.entries()).some(({ id, kind }) => id === key.id && kind === 'parked')) return
    const other = n % 3 === 2 ? await visible(world, device, n) : undefined
    if (other && other.id !== key.id) await update(world, device, other, patchFor(world, other.model, [n]))
  }
}

/** What cannot leave, others change or delete; this device hears of it. */
async function othersGoOn(world: World, device: DeviceNode, action: Scene<'spoil'>): Promise<void> {
  await works(world, device)
  for (const entry of rareOf(await device.entries()).slice(0, STUCK_MAX)) {
    const seen = isUsable(device) && (await device.see(entry))
    if (!seen) continue
    const theirs = action.elsewhere === 'deleted' ? undefined : patchFor(world, seen.model, action.fields)
    await changeElsewhere(world, seen, theirs, action.record)
  }
  await hear(world, device)
}

const STUCK_MAX = 3

async function undoRare(world: World, device: DeviceNode): Promise<void> {
  for (const entry of rareOf(await device.entries()).slice(0, STUCK_MAX)) {
    const seen = isUsable(device) && (await device.see(entry))
    if (!seen) continue
    await removeOf(world, device, seen)
    await enterAgain(world, device, seen)
  }
}

async function hear(world: World, device: DeviceNode): Promise<void> {
  await world.loop.pass(30)
  void device.drain('hinted')
  await world.loop.pass(300)
}

/** Beside what waits now, pushes of other records meet faults. */
async function meetOthers(
  world: World,
  device: DeviceNode,
  { record, fields, what }: { record: number; fields: readonly number[]; what: readonly Trouble[] },
): Promise<void> {
  for (const [n, trouble] of what.entries()) {
    const other = await visible(world, device, record + 1 + n)
    if (!other) return
    device.options.profile.nextPush = trouble
    await update(world, device, other, patchFor(world, other.model, fields))
    void device.drain('asked')
    await world.loop.pass(300)
  }
}

/** Nothing else is in the way. */
async function works(world: World, device: DeviceNode): Promise<void> {
  const { profile, person } = device.options
  profile.link = 'good'
  profile.cookie = person
  world.people.signedOut.delete(person)
  world.network.troubles = { share: 0, faults: [] }
  await world.server.start()
  await device.workOffline(false)
}

async function spoilt(world: World, device: DeviceNode, action: Scene<'spoil'>): Promise<RecordKey | undefined> {
  if (action.edit === 'restore') return restoreRecord(world, device, action.record)
  if (action.edit !== 'create') {
    const seen = await visible(world, device, action.record)
    if (seen) await edit(world, device, seen, action.edit, action.fields)
    return seen
  }
  const key = await create(world, device, 0, action.record)
  if (!key) return undefined
  const child = { building: key.id, date: '2000-01-01', notes: '' }
  await saveCreate(world, device, 'inspections', { ...child, notes: `below ${key.id}` })
  const known = world.records.filter(({ model }) => model === 'inspections' || model === 'leases')
  const moved = known[action.record % Math.max(1, known.length)]
  const row = moved && isUsable(device) && (await device.see(moved))
  if (row) await update(world, device, row, { building: key.id })
  return key
}

/** What the person has open in a form somebody else deletes (F42); then it is saved and sent. */
export async function pullTheRug(world: World, device: DeviceNode, action: Scene<'pullTheRug'>): Promise<void> {
  if (!isUsable(device)) return
  if (action.record % 2 === 0) await madeElsewhere(world, device, action.record)
  const key = looseRecord(world, action.record)
  const seen = isUsable(device) && key && (await device.see(key))
  if (!seen) return
  await changeElsewhere(world, seen, undefined, 0)
  await world.loop.pass(30)
  await update(world, device, seen, patchFor(world, seen.model, action.fields))
  void device.drain('asked')
  await world.loop.pass(300)
  await meetOthers(world, device, action)
  if (action.record % 2 === 0) return
  // They make it anew, with some of what it held.
  await changeElsewhere(world, seen, {}, action.record >> 1)
  await hear(world, device)
}

/** What the server did not take of this person, somebody else enters, too. */
async function madeElsewhere(world: World, device: DeviceNode, pick: number): Promise<void> {
  const entries = await device.entries()
  const refused = entries.find((it) => it.op === 'create' && it.kind === 'parked' && it.reason.kind === 'refused')
  const seen = refused && (await device.see(refused))
  if (!seen) return
  await changeElsewhere(world, seen, {}, pick >> 2)
  await hear(world, device)
}

/** One that others refer to seldom. */
function looseRecord(world: World, record: number): RecordKey | undefined {
  return oneOf(world, ['tenants', 'payments', 'inspections'], record)
}

function oneOf({ records }: World, models: readonly string[], record: number): RecordKey | undefined {
  const all = records.filter(({ model }) => models.includes(model))
  return all[record % Math.max(1, all.length)]
}

/**
 * A delete is taken back at once, as the tap on Undo does; or a form that was opened before it is saved, with what the record held
 * by then.
 */
export async function secondThoughts(world: World, device: DeviceNode, action: Scene<'secondThoughts'>): Promise<void> {
  // Of these the server may keep what others changed, without a question.
  const isKept = action.how === 'undo under way' && action.isFolded && action.record >= 0
  const key = isKept ? oneOf(world, ['payments', 'inspections'], action.record) : undefined
  const seen = key && isUsable(device) ? await device.see(key) : await visible(world, device, action.record)
  if (!seen) return
  if (action.how === 'undo') {
    await removeOf(world, device, seen)
    if (action.isFolded) await world.loop.pass(10)
    return enterAgain(world, device, seen)
  }
  const patch = patchFor(world, seen.model, action.fields)
  if (action.how === 'undo under way') {
    if (action.isFolded) await changeElsewhere(world, seen, patch, 0)
    device.options.profile.nextPush = 'late'
    await removeOf(world, device, seen)
    await pushBegins(world, device, 'late')
    return enterAgain(world, device, seen)
  }
  await update(world, device, seen, patch)
  void device.drain('asked')
  await world.loop.pass(900)
  const now = isUsable(device) && (await device.see(seen))
  if (!now) return
  await removeOf(world, device, now)
  if (action.isFolded) await world.loop.pass(10)
  await update(world, device, seen, patch)
}

async function edit(
  world: World,
  device: DeviceNode,
  seen: VisibleRow,
  how: 'update' | 'remove',
  fields: readonly number[],
): Promise<void> {
  if (!isUsable(device)) return
  if (how === 'remove') await removeOf(world, device, seen)
  else await update(world, device, seen, patchFor(world, seen.model, fields))
}

function leave(device: DeviceNode, how: 'dies' | 'stands still'): void {
  if (how === 'dies') device.kill('page')
  else device.freeze()
}
