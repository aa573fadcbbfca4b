import { cover } from './coverage.ts'
import type { RecordKey } from '../../src/sync/core/types.ts'
import type { DeviceNode } from './device-node.ts'
import { create, isUsable, patchFor, update } from './edits.ts'
import { befell } from './entry-states.ts'
import { storageLost } from './oracle-fates.ts'
import { PEOPLE } from './people.ts'
import { pushAsOtherClient } from './other-client.ts'
import { NEXT_RELEASE } from './releases.ts'
import type { Action, ActionKind } from './actions.ts'
import { restore, takeBackup } from './restores.ts'
import { pushBegins } from './scenes.ts'
import type { Mishap } from './server-storage.ts'
import type { World } from './world.ts'

/** What befalls devices, network and server. */
export async function befall(world: World, action: Action): Promise<void> {
  if ('device' in action) {
    const device = world.devices[action.device % world.devices.length]
    if (!device) return
    coverMishap(device, action)
    return befallDevice(world, device, action)
  }
  for (const device of world.devices) coverMishap(device, action)
  const { server, network, people } = world
  switch (action.kind) {
    case 'troubles':
      network.troubles = { share: action.share, faults: action.faults }
      return
    case 'switchUser':
      return switchUser(world)
    case 'signOut':
    case 'signIn':
    case 'role': {
      const person = PEOPLE[action.person % PEOPLE.length] ?? 'Ana'
      if (action.kind === 'role') return void people.roles.set(person, action.role)
      if (action.kind === 'signOut') return void people.signedOut.add(person)
      people.signedOut.delete(person)
      for (const device of world.devices) if (device.options.person === person) void device.drain('signedIn')
      return
    }
    case 'killServer':
      return server.kill()
    case 'startServer':
      return server.start()
    case 'serverMishap':
      return server.arm(mishapOf(world, action.mishap, action.n))
    case 'backup':
      world.backups.push(await takeBackup(world))
      return
    case 'restore':
      return restore(world, action)
    case 'prune':
      return server.prune()
    case 'upgradeServer':
      server.upgrade(NEXT_RELEASE)
      await server.kill()
      return server.start()
    case 'upgradeApp':
      // The server is upgraded first, as docs say; now and then it is not.
      world.appRelease = NEXT_RELEASE
      return
    case 'otherClient':
      return pushAsOtherClient(world, action.pick)
    case 'leap':
      return leap(world, action.days)
    default:
  }
}

/** By what name a mishap meets what waits on a device; what is not here is no matter of a device, or told where it comes true. */
const MET_AS: { readonly [kind in ActionKind]?: string } = {
  wake: 'woken',
  link: 'line changed',
  kill: 'killed',
  killSoon: 'killed in a drain',
  start: 'opened again',
  stop: 'stopped',
  freeze: 'frozen',
  thaw: 'thawed',
  loseStorage: 'storage lost',
  clone: 'cloned',
  clock: 'clock set',
  workOffline: 'works offline, or no more',
  switchUser: 'user switched',
  signOut: 'signed out',
  signIn: 'signed in',
  role: 'rights changed',
  killServer: 'server killed',
  restore: 'server restored',
  prune: 'tombstones pruned',
  upgradeServer: 'server upgraded',
  upgradeApp: 'app upgraded',
  leap: 'days passed',
}

function coverMishap(device: DeviceNode, action: Action): void {
  const name = MET_AS[action.kind]
  if (name === undefined) return
  if ('person' in action && PEOPLE[action.person % PEOPLE.length] !== device.options.person) return
  const how =
    action.kind === 'restore'
      ? action.isAnnounced
        ? ', announced'
        : ', unannounced'
      : 'what' in action
        ? `, ${action.what}`
        : ''
  befell(device.options.watcher.outbox, name + (action.kind === 'killSoon' ? '' : how))
}

/** Long enough for most drains. */
const STOPPED_MS = 400

async function befallDevice(world: World, device: DeviceNode, action: Action & { device: number }): Promise<void> {
  switch (action.kind) {
    case 'wake':
      if (action.reason === 'signedIn') world.people.signedOut.delete(device.options.person)
      if (action.together) device.drainTogether(action.reason)
      else void device.drain(action.reason)
      return
    case 'link':
      device.options.profile.link = action.link
      if (action.link === 'good') void device.drain('online')
      return
    case 'kill':
      return device.kill(action.what)
    case 'killSoon':
      if (!crashSoon(device, action.turns)) device.killSoon(action.what, action.turns)
      device.drainTogether('hinted')
      return
    case 'start':
      device.thaw()
      return device.start()
    case 'stop':
      device.stopSoon(action.turns)
      device.drainTogether('hinted')
      await world.loop.pass(STOPPED_MS)
      return device.kill('all')
    case 'freeze':
      return device.freeze()
    case 'thaw':
      return device.thaw()
    case 'loseStorage':
      await device.loseStorage()
      device.options.watcher.outbox.clear()
      await storageLost(world, device.name)
      return
    case 'clone':
      return clone(world, device, action.fields)
    case 'clock':
      device.clockOffsetMs = action.offsetMs
      return
    case 'workOffline':
      return device.workOffline(action.isOn)
    case 'sendMode':
      return device.sendOnConfirm(action.isOnConfirm)
    case 'confirm':
      return device.confirm()
    case 'onLine':
      device.saysOnLine = action.says
      return
    case 'damage':
      return damage(world, device, action)
    case 'storeMishap':
      device.mishaps.next = action.mishap
      device.mishaps.after = action.after
      if (action.after > 0) void device.drain('hinted')
      return
    default:
  }
}

/** The whole browser dies in the middle of a transaction. @returns whether its storage can */
function crashSoon(device: DeviceNode, requests: number): boolean {
  if (!device.disk.crashAt || !device.isOpen() || requests % 2 === 0) return false
  device.disk.crashAt(requests, () => {
    cover('device', 'died in a transaction')
    device.kill('all')
  })
  return true
}

/** Whoever reads it first takes it out of the way: a tab, or two at once (DB23). */
async function damage(
  world: World,
  device: DeviceNode,
  { store, pick }: Extract<Action, { kind: 'damage' }>,
): Promise<void> {
  if (!device.isOpen() || !(await device.disk.damage?.(store, pick, () => void lookAgain(device)))) return
  cover('damage', store)
  if (MIRROR.has(store)) device.options.watcher.isMirrorHurt = true
  device.drainTogether('asked')
  await world.loop.pass(400)
}

const MIRROR: ReadonlySet<string> = new Set(['over', 'pages', 'meta'])

/** What waits has changed beside every transaction that the watcher sees. */
async function lookAgain(device: DeviceNode): Promise<void> {
  const { outbox } = device.options.watcher
  const entries = await device.entries()
  outbox.clear()
  for (const entry of entries) outbox.set(entry.key, entry)
}

/** The profile is copied to another machine: two devices under one id (F3). */
async function clone(world: World, device: DeviceNode, fields: readonly number[]): Promise<void> {
  if (world.cloned.size > 0 || world.devices.length > 4 || !device.isOpen()) return
  const key = await create(world, device, 0, fields[0] ?? 0)
  await world.loop.pass(20)
  const copy = await device.disk.copy()
  const { person } = device.options
  cover('device', 'cloned')
  const twin = world.addDevice(person, { cookie: person, link: 'good', pullsLateMs: 0 }, copy)
  world.cloned.add(device).add(twin)
  for (const [key, entry] of device.options.watcher.outbox) twin.options.watcher.outbox.set(key, entry)
  for (const id of world.tap.deviceIds.get(device.name) ?? []) {
    world.tap.deviceIds.set(twin.name, (world.tap.deviceIds.get(twin.name) ?? new Set()).add(id))
  }
  for (const [name, values] of [...world.book.shown]) {
    if (name.startsWith(`${device.name} `)) {
      world.book.shown.set(`${twin.name}${name.slice(device.name.length)}`, new Set(values))
    }
  }
  await twin.start()
  if (key) await sendBoth(world, [twin, device], key, fields)
}

/** What both have, the twin sends first; while the other one does, its person goes on. */
async function sendBoth(
  world: World,
  [twin, device]: readonly [DeviceNode, DeviceNode],
  key: RecordKey,
  fields: readonly number[],
): Promise<void> {
  void twin.drain('asked')
  await world.loop.pass(600)
  await pushBegins(world, device, 'late')
  const seen = isUsable(device) && (await device.see(key))
  if (seen) await update(world, device, seen, patchFor(world, seen.model, fields))
}

/** Somebody else signs in, in the same browser; the pages of the one before are still open (F31). */
async function switchUser(world: World): Promise<void> {
  const [first] = world.profiles
  const dan = world.devices.find(({ options }) => options.person === 'Dan')
  if (!first || !dan) return
  first.cookie = first.cookie === 'Dan' ? 'Ana' : 'Dan'
  if (first.cookie === 'Dan') await dan.start()
  for (const device of world.devices) {
    if (device.options.profile === first && device.options.person === first.cookie) void device.drain('signedIn')
  }
}

function mishapOf(world: World, kind: Mishap['kind'], n: number): Mishap {
  if (kind === 'die') return { kind, statement: n }
  if (kind === 'poison') return { kind, id: world.records[world.records.length - 1 - (n % 3)]?.id ?? 'b1' }
  return { kind }
}

/** Night, a week-end, a month: every app is closed or asleep, and the clock goes on. */
async function leap(world: World, days: number): Promise<void> {
  const awake = world.devices.filter((device) => device.isOpen() && !device.isFrozen())
  for (const device of awake) device.freeze()
  world.loop.leap(days * 86_400_000)
  await world.loop.pass(0)
  for (const device of awake) {
    device.thaw()
    void device.drain('visible')
  }
}
