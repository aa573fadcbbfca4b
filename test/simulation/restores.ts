import type { VisibleRow } from '../../src/sync/core/types.ts'
import type { Action } from './actions.ts'
import { cover } from './coverage.ts'
import type { DeviceNode } from './device-node.ts'
import { isUsable, patchFor, removeOf, update } from './edits.ts'
import { changeElsewhere } from './other-client.ts'
import { SCOPE } from './people.ts'
import { cannotPass, pushBegins, saveAndGo } from './scenes.ts'
import { readHistory, readLosses } from './server-data.ts'
import type { Backup, HistoryRow, World } from './world.ts'

type Restore = Extract<Action, { kind: 'restore' }>

export async function takeBackup({ server, tap }: World): Promise<Backup> {
  const head = await server.look((database) => database.prepare('select head from scopes where scope = ?').get(SCOPE))
  return { bytes: await server.backup(), results: tap.remember(), head: (head as { head: number }).head }
}

/** The server is what it was at the last backup; on one device something happens while it finds out. */
export async function restore(world: World, action: Restore): Promise<void> {
  const { server, backups, tap } = world
  const { isAnnounced, beside, on, fields } = action
  const backup = backups.at(-1)
  if (!backup) return
  cover('server', isAnnounced ? 'restored, announced' : 'restored, unannounced')
  const device = world.devices[on % world.devices.length]
  const rows = [...(await server.look(readHistory)), ...(await server.look(readLosses))]
  const form = device && beside === 'old form' ? await madeSince(world, device, rows, backup) : undefined
  world.lostHistories.push({ rows, kept: backup.head })
  await server.restore(backup.bytes, isAnnounced)
  tap.restored(backup.results)
  if (fields.length > 1) await gone(world, rows, backup, fields)
  if (!device?.isOpen() || beside === 'nothing') return
  // Who dies leaves it to the worker.
  if (beside === 'dies') device.drainBy('worker', 'asked')
  else device.drainTogether('asked')
  if (await comesTrue(world, async () => (await device.meta()).recovering === true)) {
    await happens(world, device, action, form)
  }
}

/** What was deleted since the backup is there again, and somebody goes on with it before anybody's device is asked. */
async function gone(
  world: World,
  rows: readonly HistoryRow[],
  { head }: Backup,
  fields: readonly number[],
): Promise<void> {
  const line = rows.findLast(({ seq, op }) => seq > head && op === 'delete')
  if (!line) return
  await changeElsewhere(world, { ...line, ...NEVER_SEEN }, patchFor(world, line.model, fields), 0)
  await world.loop.pass(30)
}

const NEVER_SEEN = { data: {}, updatedAt: '', updatedBy: '' }

/** A record that the backup knows nothing of; rather one that this person did not touch: nothing here brings that back. */
async function madeSince(
  { book }: World,
  device: DeviceNode,
  rows: readonly HistoryRow[],
  { head }: Backup,
): Promise<VisibleRow | undefined> {
  const touched = new Set(book.edits.filter((edit) => edit.device === device.name).map(({ id }) => id))
  const made = rows.filter(({ seq, op }) => seq > head && op === 'create').toReversed()
  for (const { model, id } of [
    ...made.filter((it) => !touched.has(it.id)),
    ...made.filter((it) => touched.has(it.id)),
  ]) {
    const row = isUsable(device) && (await device.see({ model, id }))
    if (row) return row
  }
  return undefined
}

async function happens(world: World, device: DeviceNode, action: Restore, form: VisibleRow | undefined): Promise<void> {
  const { beside, fields, on, afterMs } = action
  if (beside === 'old form') {
    if (form) await saveOldForm(world, device, form, fields)
    return
  }
  await world.loop.pass(afterMs)
  if (beside === 'dies' || beside === 'stands still') {
    const how = { edit: 'update', goes: beside, afterMs: 0 } as const
    await saveAndGo(world, device, { kind: 'saveAndGo', device: on, record: 0, fields, ...how })
  } else if (beside === 'stop') {
    device.stop()
    await world.loop.pass(5)
    device.kill('all')
  } else if (beside !== 'nothing') device.mishaps.next = beside
}

/** What the form shows the server does not have any more; it is saved, and once more while that is under way. */
async function saveOldForm(
  world: World,
  device: DeviceNode,
  form: VisibleRow,
  fields: readonly number[],
): Promise<void> {
  if (!(await comesTrue(world, async () => (await device.meta()).recovering !== true))) return
  const [pick = 0] = fields
  const { profile } = device.options
  if (pick % 3 === 0) profile.jam = { id: form.id, fault: '500' }
  else profile.nextPush = 'late'
  if (pick % 2 === 0) await removeOf(world, device, form)
  else await update(world, device, form, patchFor(world, form.model, fields))
  if (pick % 3 === 0) return cannotPass(world, device, form, '500')
  await pushBegins(world, device, 'late')
  await update(world, device, form, patchFor(world, form.model, fields))
}

async function comesTrue(world: World, isTrue: () => Promise<boolean>): Promise<boolean> {
  for (let n = 0; n < 150; n++) {
    if (await isTrue()) return true
    await world.loop.pass(10)
  }
  return false
}
