import { applyChanges } from '../../server/sync/apply-changes.ts'
import { models } from '../../contract/models/index.ts'
import type { RecordKey } from '../../src/sync/core/types.ts'
import { type Book, createBook } from './book.ts'
import { cover } from './coverage.ts'
import { DeviceNode } from './device-node.ts'
import type { Profile } from './device-options.ts'
import type { Disk } from './disk.ts'
import { befell, undoneBy } from './entry-states.ts'
import { sendHints } from './live-hints.ts'
import { createLoop, type Loop } from './loop.ts'
import { createNetwork, type Network } from './network.ts'
import { createPeople, PEOPLE, type Person, type SimPeople } from './people.ts'
import { createRandom, type Random } from './random.ts'
import type { Scenario } from './scenario.ts'
import type { ServerDatabase } from './server-database.ts'
import { FIRST_RELEASE, openServer, type Release, type ServerNode } from './server-node.ts'
import { createTap, type Tap, type TappedResult } from './tap.ts'
import { createValues, type Values } from './values.ts'
import { watchDevice } from './watch-device.ts'
import { worldClock } from './world-clock.ts'

/** Everything there is in one run. */
export interface World {
  readonly scenario: Scenario
  readonly loop: Loop
  /** Chance until the next step. */
  readonly chance: { now: Random }
  readonly network: Network
  readonly server: ServerNode
  readonly people: SimPeople
  readonly profiles: readonly Profile[]
  readonly devices: DeviceNode[]
  /** Devices whose id another one has too. */
  readonly cloned: Set<DeviceNode>
  readonly book: Book
  readonly tap: Tap
  readonly values: Values
  /** Every record that anybody ever made. */
  readonly records: RecordKey[]
  readonly backups: Backup[]
  /** Histories that a restored backup took away, and when. */
  readonly lostHistories: { readonly rows: readonly HistoryRow[]; readonly kept: number }[]
  appRelease: Release
  /** Everything works again. */
  isHealed: boolean
  addDevice(person: Person, profile: Profile, disk: Disk): DeviceNode
  close(): Promise<void>
}

export interface Backup {
  readonly bytes: Buffer
  readonly results: ReadonlyMap<string, TappedResult>
  readonly head: number
}

export interface HistoryRow {
  readonly seq: number
  readonly model: string
  readonly id: string
  readonly version: number
  readonly op: string
  readonly user_id: string
  readonly device_id: string | null
  readonly detail: string
}

/** A call that is made of several questions (whose session is it?) may be under way for so long. */
const CALL_BEGUN_MS = 45_000

export async function openWorld(scenario: Scenario, database: ServerDatabase, newDisk: () => Disk): Promise<World> {
  const loop = createLoop()
  worldClock.nowMs = loop.nowMs
  const book = createBook()
  const people = createPeople()
  const tap = createTap(book, (code) => cover('code', code))
  const chance = { now: createRandom(`begin ${scenario.seed}`) }
  const random = (): Random => chance.now
  const server = await openServer({
    loop,
    random,
    people,
    database,
    happened: (kind) => {
      cover('server', kind)
      for (const device of worldOf?.devices ?? []) befell(device.options.watcher.outbox, `server ${kind}`)
    },
    onCommit: () => worldOf && sendHints(worldOf),
  })
  const network = createNetwork({
    loop,
    random,
    serve: server.handle,
  })
  let worldOf: World | undefined
  const addDevice: World['addDevice'] = (person, profile, disk) => {
    const name = `${person}${world.devices.length}`
    const device: DeviceNode = new DeviceNode({
      ...{ name, person, profile, loop, random, network, disk },
      release: () => world.appRelease,
      hasWorker: scenario.hasWorker,
      hasLocks: scenario.hasLocks,
      watcher: watchDevice(book, tap, name),
      onSaved: (entry) => book.saved(name, person, entry, loop.nowMs(), undoneBy(device.options.watcher.outbox, entry)),
      onSent: (call) => {
        tap.sent(name, world.cloned.has(device), call, loop.nowMs())
        const isBegun = loop.nowMs() - (device.offlineSinceMs ?? loop.nowMs()) > CALL_BEGUN_MS
        if (isBegun) book.violated('nothing goes out while the person works offline', `${name}: ${call.url}`)
      },
      onServed: tap.served,
      onError: (error) => book.violated('nothing breaks', describe(error)),
    })
    world.devices.push(device)
    return device
  }
  const world: World = {
    ...{ scenario, loop, network, server, people, book, tap, addDevice },
    chance,
    profiles: Array.from({ length: scenario.devices }, (): Profile => ({ cookie: '', link: 'good', pullsLateMs: 0 })),
    devices: [],
    cloned: new Set(),
    values: createValues(),
    records: [],
    backups: [],
    lostHistories: [],
    appRelease: FIRST_RELEASE,
    isHealed: false,
    close: async () => {
      loop.end()
      for (const device of world.devices) device.kill('all')
      await server.close()
    },
  }
  await seed(world)
  worldOf = world
  for (const [index, profile] of world.profiles.entries()) {
    const person = PEOPLE[index] ?? 'Ana'
    profile.cookie = person
    await addDevice(person, profile, newDisk()).start()
  }
  const [first] = world.profiles
  if (scenario.isShared && first) addDevice('Dan', first, newDisk())
  return world
}

/** A few records that everybody knows, and one of a scope that nobody here may see. */
async function seed(world: World): Promise<void> {
  const actor = { userId: 'admin', name: 'Kit', role: 'admin' } as const
  const make = (model: string, id: string, data: { [field: string]: string | number }) =>
    ({ op: 'create', model, id, version: 0, data }) as const
  const known = [
    make('buildings', 'b1', { name: 'Hub', floors: 100_001 }),
    make('tenants', 't1', { name: 'Tenant', phone: 'none' }),
    make('leases', 'l1', { building: 'b1', tenant: 't1', start: '1999-01-01' }),
    make('inspections', 'i1', { building: 'b1', date: '1999-01-01', notes: 'old' }),
    make('payments', 'p1', { lease: 'l1', amount: 100_002 }),
  ]
  const { sync } = world.server
  await applyChanges(sync(), actor, 'demo', known)
  await applyChanges(sync(), actor, 'other', [make('buildings', 'foreign', { name: 'Not yours' })])
  world.records.push(...known.map(({ model, id }) => ({ model, id })))
}

export function modelOf(name: string) {
  const model = models.get(name)
  if (!model) throw new Error(`no model ${name}`)
  return model
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
