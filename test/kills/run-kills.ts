import { createTestServer, type TestServer } from '../../e2e/harness/server.ts'
import { createRandom, type Random } from '../../server/demo/random.ts'
import { keyOf } from './change.ts'
import { check, type Evidence } from './check.ts'
import type { KillDatabase } from './database.ts'
import { createDevice, type Device, type DeviceOptions } from './device.ts'
import type { Shared } from './edits.ts'
import { createGate } from './gate.ts'
import { FIRST_START_MS, killAgainAndAgain, killWhileStarting } from './killer.ts'
import { follow, historyOf, pullAll, seqOf } from './pull.ts'
import { openWire, type Wire } from './wire.ts'

export interface KillsOptions {
  readonly database: KillDatabase
  readonly kills: number
  readonly clients: number
  readonly seed: number
}

export interface KillsOutcome {
  /** One sentence each. */
  readonly violations: readonly string[]
  readonly changes: number
  /** Read by the one who follows. */
  readonly pages: number
  /** Pushes that a kill left without an answer; of these, what the server had committed. */
  readonly unanswered: number
  readonly committed: number
  /** From the start of the process until it listens, the middle one of all. */
  readonly startMs: number
  readonly tookMs: number
}

/** So many kills fall into the making of the database. */
const FIRST_KILLS = 3
const HISTORIES = 60

/** Kills the server again and again while clients push, and looks in the end whether anything is lost or there twice. */
export async function runKills(options: KillsOptions): Promise<KillsOutcome> {
  const { database, seed } = options
  const server = await createTestServer({ env: { NODE_ENV: 'production', ...database.env } })
  try {
    return await killAndCheck(server, options)
  } catch (error) {
    throw new Error(`seed ${seed}, ${database.name}; the server said:\n${server.output().slice(-2_000)}`, {
      cause: error,
    })
  } finally {
    await server.dispose()
    await database.dispose()
  }
}

async function killAndCheck(server: TestServer, options: KillsOptions): Promise<KillsOutcome> {
  const { database, kills, clients, seed } = options
  const beganMs = performance.now()
  const random = createRandom(seed)
  const violations = new Set<string>()
  const violated = (sentence: string) => void violations.add(sentence)

  const gate = createGate()
  for (let n = 0; n < FIRST_KILLS; n++) await killWhileStarting(server, random, FIRST_START_MS)
  await server.start()
  gate.up()
  const wires = [await wireOf(server, 'ana'), await wireOf(server, 'ben')]
  const wire = random.pick(wires)
  const headBefore = seqOf((await pullAll(wire)).cursor)
  const shared = sharedRecords(random)
  const deviceOf = (name: string): DeviceOptions => ({
    name,
    wire: random.pick(wires),
    gate,
    random: createRandom(random.between(0, 2 ** 32 - 1)),
    shared,
    violated,
  })
  const maker = createDevice(deviceOf('maker'))
  await maker.push(shared.map((record) => ({ op: 'create', ...record, version: 0, data: { name: record.id } })))
  const devices = Array.from({ length: clients }, (_, n) => createDevice(deviceOf(`client ${n + 1}`)))
  const all = [maker, ...devices]

  let isOver = false
  const acknowledged = () => Math.max(0, ...all.map((device) => device.heard()))
  const following = follow(wire, gate, { isOver: () => isOver, acknowledged }, violated)
  const load = Promise.all([...devices.map((device) => device.run(() => isOver)), following])
  const killing = killAgainAndAgain({ server, gate, database, random }, kills - FIRST_KILLS)
  const [startsMs] = await Promise.all([killing.finally(() => (isOver = true)), load]).finally(() => (isOver = true))

  for (const device of all) await device.repeatAll()
  for (const sentence of check(await gather(wire, all, headBefore, random))) violated(sentence)
  await server.stop()
  for (const sentence of await database.inspect(server.dataFolder)) violated(sentence)
  const sum = (of: (device: Device) => number) => all.reduce((total, device) => total + of(device), 0)
  return {
    violations: [...violations],
    changes: sum((device) => device.changes.length),
    pages: await following,
    unanswered: sum(({ unanswered }) => unanswered.total),
    committed: sum(({ unanswered }) => unanswered.committed),
    startMs: startsMs.sort((a, b) => a - b)[Math.floor(startsMs.length / 2)] ?? 0,
    tookMs: performance.now() - beganMs,
  }
}

function wireOf(server: TestServer, person: 'ana' | 'ben'): Promise<Wire> {
  return openWire(server.port, server.origin, `${person}@demo.test`)
}

/** Records that every client changes: conflicts, merges, the order of several writers. */
function sharedRecords(random: Random): Shared[] {
  const models = ['buildings', 'buildings', 'buildings', 'tenants', 'tenants']
  return models.map((model) => ({ model, id: random.id(Date.now()) }))
}

/** What the clients know and what the server holds; the histories of the busiest records and of some others. */
async function gather(wire: Wire, devices: readonly Device[], headBefore: number, random: Random): Promise<Evidence> {
  const changes = devices.flatMap((device) => device.changes)
  const { rows, cursor } = await pullAll(wire)
  const [maker] = devices
  const looked = [...(maker?.changes ?? []), ...Array.from({ length: HISTORIES }, () => random.pick(changes))]
  const made = looked.filter(({ result }) => result?.seq !== undefined)
  const histories = new Map<string, Awaited<ReturnType<typeof historyOf>>>()
  for (const { model, id } of made) histories.set(keyOf({ model, id }), await historyOf(wire, model, id))
  return { changes, headBefore, headAfter: seqOf(cursor), rows, histories }
}
