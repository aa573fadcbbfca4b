import type { Action, ActionKind } from './actions.ts'
import type { Link } from './network.ts'
import { NETWORK_FAULTS } from './network.ts'
import { createRandom, type Random } from './random.ts'

export interface Step {
  /** Everything that is left to chance until the next step comes from it. */
  readonly salt: number
  readonly action: Action
  /** How long until the next step. */
  readonly passMs: number
}

export interface Scenario {
  readonly seed: number
  readonly store: 'memory' | 'dexie'
  readonly devices: number
  readonly hasWorker: boolean
  readonly hasLocks: boolean
  /** Pages hear of what others send by the live stream, if the hint arrives. */
  readonly hasLive: boolean
  /** Two people use the first browser. */
  readonly isShared: boolean
  readonly steps: readonly Step[]
}

type Make = (random: Random, devices: number) => Action

/** Weights of an ordinary day; what is rare is rare enough that a queue can run empty in between. */
const ACTIONS: readonly (readonly [ActionKind, number, Make])[] = [
  ['create', 6, (r, d) => ({ kind: 'create', device: r.int(d), model: r.int(100), pick: r.int(1000) })],
  ['update', 19, (r, d) => ({ kind: 'update', device: r.int(d), record: hot(r), fields: fields(r) })],
  ['remove', 3, (r, d) => ({ kind: 'remove', device: r.int(d), record: hot(r) })],
  ['restoreRecord', 1.5, (r, d) => ({ kind: 'restoreRecord', device: r.int(d), record: hot(r) })],
  ['openForm', 4, (r, d) => ({ kind: 'openForm', device: r.int(d), record: hot(r) })],
  ['saveForm', 4, (r, d) => ({ kind: 'saveForm', device: r.int(d), fields: fields(r) })],
  ['decide', 8, (r, d) => ({ kind: 'decide', device: r.int(d), choice: r.int(1000) })],
  ['wake', 6, (r, d) => ({ kind: 'wake', device: r.int(d), reason: r.pick(REASONS), together: r.chance(0.4) })],
  ['crossTabs', 3, (r, d) => crossTabs(r, d)],
  ['saveAndGo', 1.5, (r, d) => saveAndGo(r, d)],
  ['pushMeets', 5, (r, d) => pushMeets(r, d)],
  ['spoil', 0.8, (r, d) => spoil(r, d)],
  ['secondThoughts', 1.2, (r, d) => secondThoughts(r, d)],
  ['pullTheRug', 1.6, (r, d) => pullTheRug(r, d)],
  ['sendMode', 0.5, (r, d) => ({ kind: 'sendMode', device: r.int(d), isOnConfirm: r.chance(0.4) })],
  ['confirm', 1.5, (r, d) => ({ kind: 'confirm', device: r.int(d) })],
  ['link', 6, (r, d) => ({ kind: 'link', device: r.int(d), link: r.weighted(LINKS) })],
  ['troubles', 3, (r) => troubles(r)],
  ['kill', 3, (r, d) => ({ kind: 'kill', device: r.int(d), what: r.pick(['page', 'worker', 'all']) })],
  ['killSoon', 2.5, (r, d) => killSoon(r, d)],
  ['start', 6, (r, d) => ({ kind: 'start', device: r.int(d) })],
  ['stop', 2, (r, d) => ({ kind: 'stop', device: r.int(d), turns: r.int(26) })],
  ['freeze', 1.5, (r, d) => ({ kind: 'freeze', device: r.int(d) })],
  ['thaw', 5, (r, d) => ({ kind: 'thaw', device: r.int(d) })],
  ['loseStorage', 0.25, (r, d) => ({ kind: 'loseStorage', device: r.int(d) })],
  ['clone', 0.25, (r, d) => ({ kind: 'clone', device: r.int(d), fields: fields(r) })],
  ['clock', 1, (r, d) => ({ kind: 'clock', device: r.int(d), offsetMs: offset(r) })],
  ['workOffline', 1.2, (r, d) => ({ kind: 'workOffline', device: r.int(d), isOn: r.chance(0.4) })],
  ['onLine', 1, (r, d) => ({ kind: 'onLine', device: r.int(d), says: r.chance(0.6) })],
  ['storeMishap', 1.2, (r, d) => storeMishap(r, d)],
  ['switchUser', 0.8, () => ({ kind: 'switchUser' })],
  ['signOut', 0.7, (r) => ({ kind: 'signOut', person: r.int(4) })],
  ['signIn', 1.5, (r) => ({ kind: 'signIn', person: r.int(4) })],
  ['role', 0.6, (r) => ({ kind: 'role', person: r.int(4), role: r.chance(0.3) ? 'viewer' : 'editor' })],
  ['killServer', 0.8, () => ({ kind: 'killServer' })],
  ['startServer', 7, () => ({ kind: 'startServer' })],
  ['serverMishap', 2.5, (r) => ({ kind: 'serverMishap', mishap: r.pick(MISHAPS), n: r.int(25) })],
  ['backup', 0.8, () => ({ kind: 'backup' })],
  ['restore', 0.5, (r, d) => restore(r, d)],
  ['prune', 0.5, () => ({ kind: 'prune' })],
  ['upgradeServer', 0.2, () => ({ kind: 'upgradeServer' })],
  ['upgradeApp', 0.4, () => ({ kind: 'upgradeApp' })],
  ['otherClient', 2, (r) => ({ kind: 'otherClient', pick: r.int(1_000_000) })],
  ['leap', 0.3, (r) => ({ kind: 'leap', days: r.pick([0.1, 1, 2, 8, 40]) })],
]

/** What only a storage of records meets. */
const DEXIE_ACTIONS: typeof ACTIONS = [
  ['damage', 2, (r, d) => ({ kind: 'damage', device: r.int(d), store: r.pick(DAMAGED_STORES), pick: r.int(1_000) })],
]

export const ACTION_KINDS: readonly ActionKind[] = [...ACTIONS, ...DEXIE_ACTIONS].map(([kind]) => kind)

/** Not the archive: nothing but it knows what a restored server would have to be given back. */
export const DAMAGED_STORES = ['outbox', 'outbox', 'local', 'local', 'over', 'pages', 'log', 'events', 'meta'] as const

const REASONS = ['asked', 'online', 'hinted', 'sync', 'visible', 'saved', 'liveBroke', 'signedIn'] as const
const LINKS: readonly (readonly [Link, number])[] = [
  ['good', 10],
  ['down', 5],
  ['blackHole', 1],
  ['portal', 1.5],
]
const MISHAPS = ['die', 'dieAfter', 'busy', 'full', 'bug', 'poison'] as const

/** @param steps how many */
export function generate(seed: number, steps: number, store: Scenario['store']): Scenario {
  const random = createRandom(`scenario ${seed}`)
  const devices = 2 + random.int(2)
  const mood = moodOf(random, store === 'dexie' ? [...ACTIONS, ...DEXIE_ACTIONS] : ACTIONS)
  const isShared = random.chance(0.3)
  const hasLive = random.chance(0.25)
  return {
    seed,
    store,
    devices,
    hasWorker: random.chance(0.6),
    hasLocks: random.chance(0.55),
    hasLive,
    isShared,
    steps: Array.from({ length: steps }, (): Step => {
      const make = random.weighted(mood)
      return { salt: random.int(2 ** 31), action: make(random, devices + (isShared ? 1 : 0)), passMs: pause(random) }
    }),
  }
}

/** Each seed has a world of its own: some things often, some never, so that their combinations come far. */
function moodOf(random: Random, actions: typeof ACTIONS): (readonly [Make, number])[] {
  const factors = [0, 0.4, 1, 1, 2.5]
  const isNeeded = (kind: ActionKind): boolean => ['create', 'update', 'start', 'startServer', 'link'].includes(kind)
  return actions.map(([kind, weight, make]) => {
    const factor = random.pick(factors)
    return [make, weight * (isNeeded(kind) ? Math.max(0.4, factor) : factor)]
  })
}

/** Below zero: among the records of which something waits on the device. */
function hot(random: Random): number {
  if (random.chance(0.18)) return -1 - random.int(100)
  return random.chance(0.7) ? random.int(3) : random.int(1_000)
}

function fields(random: Random): number[] {
  return Array.from({ length: 1 + random.int(3) }, () => random.int(1_000))
}

function edited(random: Random, devices: number) {
  const edit = random.chance(0.2) ? ('remove' as const) : ('update' as const)
  return { device: random.int(devices), record: hot(random), fields: fields(random), edit }
}

const GOING = ['dies', 'stands still'] as const

function crossTabs(random: Random, devices: number): Action {
  // Who stands still takes the worker along, and what comes then comes to nobody.
  const goes = random.chance(0.5) ? random.pick(['dies', 'dies', 'dies', 'stands still'] as const) : undefined
  const elsewhere = random.pick(['deleted', 'deleted', 'changed', 'changed', 'changed', 'the same'] as const)
  const isSameField = random.chance(0.5)
  const how = { pick: random.int(1_000), elsewhere, isSameField, isSent: random.chance(0.6), goes }
  return { kind: 'crossTabs', ...edited(random, devices), ...how }
}

function saveAndGo(random: Random, devices: number): Action {
  const goes = random.pick(GOING)
  return { kind: 'saveAndGo', ...edited(random, devices), goes, afterMs: random.pick([0, random.int(900)]) }
}

const TROUBLES = [...NETWORK_FAULTS, 'down', 'blackHole', 'portal'] as const

function pushMeets(random: Random, devices: number): Action {
  const { edit: _, ...about } = edited(random, devices)
  const beside = random.pick(['nothing', 'edit', ...GOING, ...GOING] as const)
  return { kind: 'pushMeets', ...about, what: random.pick(TROUBLES), afterMs: random.int(20), beside }
}

function secondThoughts(random: Random, devices: number): Action {
  const { edit: _, ...about } = edited(random, devices)
  const how = random.pick(['undo', 'undo under way', 'old form'] as const)
  const record = random.chance(0.4) ? -1 - random.int(100) : about.record
  return { kind: 'secondThoughts', ...about, record, how, isFolded: random.chance(0.5) }
}

function pullTheRug(random: Random, devices: number): Action {
  const about = { device: random.int(devices), record: random.int(1_000), fields: fields(random) }
  return { kind: 'pullTheRug', ...about, what: random.chance(0.6) ? [random.pick(TROUBLES)] : [] }
}

const BESIDE_CREATES = ['update', 'update', 'remove', 'restore', 'restore'] as const

function spoil(random: Random, devices: number): Action {
  const edit = random.pick([...BESIDE_CREATES, 'create', 'create', 'create', 'create'] as const)
  const how = {
    edit,
    fault: random.pick(['400', '500'] as const),
    isLasting: random.chance(0.3),
    elsewhere: random.pick(['nothing', 'changed', 'changed', 'deleted'] as const),
    isUndone: random.chance(0.3),
    what: [random.pick(TROUBLES), random.pick(TROUBLES), random.pick(TROUBLES)],
  } as const
  return { kind: 'spoil', ...edited(random, devices), ...how }
}

/** One run has about twenty awaits. */
function killSoon(random: Random, devices: number): Action {
  const what = random.pick(['page', 'worker'] as const)
  return { kind: 'killSoon', device: random.int(devices), what, turns: random.int(24) }
}

function storeMishap(random: Random, devices: number): Action {
  const mishap = random.pick(['full', 'unavailable', 'aborted'] as const)
  return { kind: 'storeMishap', device: random.int(devices), mishap, after: random.pick([0, random.int(8)]) }
}

function troubles(random: Random): Action {
  const share = random.pick([0, 0, 0.1, 0.3, 0.6])
  const count = 1 + random.int(6)
  const faults = Array.from({ length: count }, () => random.pick(NETWORK_FAULTS))
  return { kind: 'troubles', share, faults: [...new Set(faults)] }
}

function restore(random: Random, devices: number): Action {
  const beside = random.pick([
    'nothing',
    'nothing',
    'old form',
    'old form',
    'old form',
    'stop',
    'stop',
    'full',
    'aborted',
    ...GOING,
  ] as const)
  const about = { isAnnounced: random.chance(0.5), on: random.int(devices), fields: fields(random) }
  return { kind: 'restore', ...about, beside, afterMs: random.int(150) }
}

function offset(random: Random): number {
  return random.pick([0, -2, 2, 5 * 60, 36 * 3_600, -36 * 3_600, 400 * 86_400]) * 1_000
}

function pause(random: Random): number {
  return random.weighted([
    [random.int(10), 3],
    [random.int(300), 4],
    [random.int(3_000), 3],
    [random.int(20_000), 0.5],
  ])
}
