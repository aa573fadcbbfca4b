import 'fake-indexeddb/auto'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { addToDigest, type Digest, EMPTY_DIGEST, rowHash } from '../../contract/digest.ts'
import { models } from '../../contract/models/index.ts'
import type { Data } from '../../contract/value.ts'
import { newDeviceMeta } from '../sync/device/device-meta.ts'
import type { SyncStore } from '../sync/ports.ts'
import { rowOf, savedOf, visibleOf } from '../sync/testing/samples.ts'
import { storeColumn } from './column/stored-column.ts'
import { planOf } from './column/plan.ts'
import { type Connection, createConnection } from './connection.ts'
import { createDexieStore } from './dexie-store.ts'
import { createLists, type Lists } from './lists.ts'
import { scanSome } from './mirror/digest-scan.ts'
import { repackSome } from './mirror/repack.ts'
import type { LogRecord, Page } from './schema.ts'
import { failAt, type FaultyStorage } from './testing/faulty-idb.ts'
import { newUser } from './testing/open-device.ts'
import { naiveList, newOracle, type Oracle } from './testing/oracle.ts'
import { resultOf } from './transaction.ts'
import { createView, type View } from './view.ts'

/** One tab without its screens. */
interface Tab {
  readonly connection: Connection
  readonly store: SyncStore
  readonly view: View
  readonly lists: Lists
}

interface Device {
  readonly user: string
  readonly oracle: Oracle
  readonly tabs: Tab[]
}

let faulty: FaultyStorage | undefined
afterEach(() => faulty?.restart())

async function openTab(user: string): Promise<Tab> {
  const connection = createConnection(user, 'demo')
  const store = createDexieStore(connection)
  await store.open(newDeviceMeta('device-1'))
  const view = createView(connection, models)
  connection.channel.listen((_, save) => view.touch(save))
  const outbox = async () => ({ stateOf: () => 'synced' as const, lastSeen: () => undefined })
  const lists = createLists({ connection, models, view, outbox, timers: { after: () => () => {} }, report: () => {} })
  return { connection, store, view, lists }
}

const ids = { buildings: 12, leases: 6, tenants: 4 }
const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms).toISOString()
const word = fc.constantFrom('Hub', 'élan', 'ELAN', 'old Mill', 'mi', '·', 'a b', 'x')
const key = fc.oneof(
  fc.nat(ids.buildings - 1).map((n) => ({ model: 'buildings', id: `b${n}` })),
  fc.nat(ids.leases - 1).map((n) => ({ model: 'leases', id: `l${n}` })),
  fc.nat(ids.tenants - 1).map((n) => ({ model: 'tenants', id: `t${n}` })),
)
const change = fc.record({
  key,
  word,
  status: fc.constantFrom('active', 'closed'),
  deleted: fc.boolean(),
  ms: fc.nat(50),
})
type Change = { key: { model: string; id: string }; word: string; status: string; deleted: boolean; ms: number }

function dataOf({ key: { model, id }, word, status, ms }: Change): Data {
  if (model === 'leases')
    return { building: `b${ms % ids.buildings}`, tenant: `t${ms % ids.tenants}`, start: '2026-01-02' }
  return model === 'tenants' ? { name: `${word} ${id}` } : { name: word, address: `${word} ${ms}`, status }
}
const serverRow = (change: Change) => ({
  ...rowOf(change.key.id, change.ms, change.deleted ? {} : dataOf(change), change.key.model),
  deleted: change.deleted,
  updatedAt: at(change.ms),
})
const nameOf = ({ model, id }: { model: string; id: string }) => `${model}/${id}`

const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pull' as const),
      changes: fc.array(change, { maxLength: 6, size: 'max' }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('save' as const), change, tab: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('snapshot' as const),
      changes: fc.array(change, { maxLength: 20, size: 'max' }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pack' as const), tab: fc.nat(1), crashAt: fc.nat(12) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repack' as const), tab: fc.nat(1), crashAt: fc.nat(30) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('hash' as const), tab: fc.nat(1), crashAt: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('heads' as const), tab: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload' as const), tab: fc.nat(1) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('damage' as const), model: fc.constantFrom('buildings', 'leases') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('look' as const), tab: fc.nat(1), search: fc.option(word) }) },
)
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never

async function run(device: Device, command: Command): Promise<void> {
  const { oracle, tabs } = device
  const tab = tabs['tab' in command ? command.tab : 0]
  if (!tab) throw new Error('no such tab')
  switch (command.kind) {
    case 'pull':
      await tab.store.transact((tx) => tx.putRows(command.changes.map(serverRow)))
      for (const change of command.changes) oracle.rows.set(nameOf(change.key), serverRow(change))
      return
    case 'save': {
      const { key, deleted, ms } = command.change
      const row = { ...visibleOf(key.id, 0, dataOf(command.change), key.model), updatedAt: at(ms) }
      await tab.store.save({ ...savedOf(key.id), model: key.model, editedAt: at(ms) }, deleted ? null : row)
      oracle.overlay.set(nameOf(key), deleted ? null : row)
      return
    }
    case 'settle':
      await tab.store.transact((tx) => tx.putVisible([{ key: command.key, row: undefined }]))
      oracle.overlay.delete(nameOf(command.key))
      return
    case 'snapshot': {
      const live = command.changes.map((change) => serverRow({ ...change, deleted: false }))
      const rows = new Map(live.map((row) => [nameOf(row), row]))
      const sorted = [...rows.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      await tab.store.transact((tx) => tx.beginSnapshot())
      for (let i = 0; i < sorted.length; i += 7)
        await tab.store.transact((tx) => tx.putSnapshotRows(sorted.slice(i, i + 7)))
      await tab.store.transact((tx) => tx.endSnapshot())
      oracle.rows.clear()
      for (const row of sorted) oracle.rows.set(nameOf(row), row)
      return
    }
    case 'pack':
      return crashing(device, command.tab, command.crashAt, () => packAll(tab))
    case 'repack':
      return crashing(device, command.tab, command.crashAt, async () => {
        while (await repackSome(tab.connection));
      })
    case 'hash':
      return crashing(device, command.tab, command.crashAt, async () => void (await scanSome(tab.connection)))
    case 'heads':
      await tab.lists.page('buildings', {})
      return tab.lists.storeHeads()
    case 'reload':
      tab.connection.close()
      tabs[command.tab] = await openTab(device.user)
      return
    case 'damage':
      await tab.connection.run(
        ['snap'],
        'readwrite',
        async (tx) => void tx.objectStore('snap').put({ count: 3 }, command.model),
      )
      return
    case 'look':
      return look(device, tab, command.search ?? '')
  }
}

/** Upkeep of every column in memory, as upkeep.ts does it once there is enough to do. */
async function packAll({ view, connection }: Tab): Promise<void> {
  await view.columns('leases', true)
  for (const model of models.all) {
    const packed = await view.pack(model.name)
    if (packed) await storeColumn(connection, planOf(model), packed.packed, packed)
  }
}

/** Runs upkeep in a process that dies at its n-th request (0: it does not); then the tab opens again. */
async function crashing(device: Device, tab: number, crashAt: number, work: () => Promise<void>): Promise<void> {
  if (crashAt === 0) return work()
  faulty = failAt(crashAt, 'crash')
  await work().catch(() => undefined)
  const happened = faulty.happened()
  faulty.restart()
  if (!happened) return
  device.tabs[tab]?.connection.close()
  device.tabs[tab] = await openTab(device.user)
}

async function look({ oracle }: Device, { lists, view }: Tab, search: string): Promise<void> {
  // The channel tells tabs a moment later; a person's look comes after that.
  view.touch()
  for (const model of ['buildings', 'leases', 'tenants']) {
    for (const query of [{ search }, { search, orderBy: 'title' as const }, {}]) {
      const page = await lists.page(model, { ...query, limit: 200 })
      const expected = naiveList(oracle, model, query)
      expect(page.items.map(({ id, title }) => ({ id, title }))).toEqual(expected)
      expect(page.total).toBe(expected.length)
    }
  }
  const active = await lists.page('buildings', { where: { status: 'active' }, search, limit: 200 })
  expect(active.items.map(({ id }) => id)).toEqual(
    naiveList(oracle, 'buildings', { where: { status: 'active' }, search }).map(({ id }) => id),
  )
}

const everyKey = Object.entries(ids).flatMap(([model, count]) =>
  Array.from({ length: count }, (_, n) => ({ model, id: `${model.slice(0, 1)}${n}` })),
)

describe('the mirror under random histories of two tabs', () => {
  it(
    '[M1] [M2] [M3] [M4] [M5] [M6] [DB1] [DB2] [DB5] [WP27] rows, digests, lists and searches are those of the plainest reckoning',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 40, size: 'max' }), async (commands) => {
          const user = newUser()
          const device: Device = { user, oracle: newOracle(), tabs: [await openTab(user), await openTab(user)] }
          const [first] = device.tabs
          if (!first) throw new Error('no tab')
          for (const command of commands) {
            const before = await dump(device)
            await run(device, command)
            const after = await dump(device)
            expect(writesPages(command) ? before.pages : after.pages, 'M2').toEqual(before.pages)
            expect(after.lastLog - before.lastLog, 'M3').toBe(changesRows(command) ? 1 : 0)
          }
          for (const tab of [...device.tabs, await openTab(user)]) {
            const rows = await tab.store.read((tx) => tx.rows(everyKey))
            expect(rows, 'M1').toEqual(everyKey.map((key) => device.oracle.rows.get(nameOf(key))))
            expect(await digestsOf(tab), 'WP27').toEqual(naiveDigests(device.oracle))
            await look(device, tab, '')
            await look(device, tab, 'mi el')
            tab.connection.close()
          }
        }),
        { numRuns: Number(process.env['RUNS'] ?? 40) },
      )
    },
  )
})

/** The digests, however far the hashing had come before. */
async function digestsOf({ connection, store }: Tab) {
  while (await scanSome(connection));
  const digests = (await store.read((tx) => tx.digests())) ?? {}
  return Object.fromEntries(Object.entries(digests).filter(([, { count }]) => count > 0))
}

function naiveDigests({ rows }: Oracle) {
  const digests: { [model: string]: Digest } = {}
  for (const { model, id, version, data, deleted } of rows.values()) {
    if (!deleted) digests[model] = addToDigest(digests[model] ?? EMPTY_DIGEST, rowHash(model, id, version, data))
  }
  return digests
}

function writesPages({ kind }: Command): boolean {
  return kind === 'snapshot' || kind === 'repack'
}

function changesRows(command: Command): boolean {
  return command.kind === 'pull' ? command.changes.length > 0 : ['save', 'settle', 'snapshot'].includes(command.kind)
}

/** What the invariants speak of. */
async function dump({ tabs: [tab] }: Device): Promise<{ pages: Page[]; lastLog: number }> {
  if (!tab) throw new Error('no tab')
  return tab.connection.run(['pages', 'log', 'meta'], 'readonly', async (tx) => {
    const pages = await resultOf<Page[]>(tx.objectStore('pages').getAll())
    const log = await resultOf<LogRecord[]>(tx.objectStore('log').getAll())
    const mirror = await resultOf<{ trimmed: number } | undefined>(tx.objectStore('meta').get('mirror'))
    return { pages, lastLog: log.at(-1)?.n ?? mirror?.trimmed ?? 0 }
  })
}
