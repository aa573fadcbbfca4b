import type { Link, NetworkFault } from './network.ts'
import { NETWORK_FAULTS } from './network.ts'
import { createRandom, type Random } from './random.ts'
import type { StoreMishap } from './faulty-store.ts'
import type { Mishap } from './server-storage.ts'

/** One thing that somebody does or that befalls something. Numbers choose among what there is when it happens. */
export type Action =
  | { readonly kind: 'create'; readonly device: number; readonly model: number; readonly pick: number }
  | { readonly kind: 'update'; readonly device: number; readonly record: number; readonly fields: readonly number[] }
  | { readonly kind: 'remove'; readonly device: number; readonly record: number }
  | { readonly kind: 'restoreRecord'; readonly device: number; readonly record: number }
  | { readonly kind: 'openForm'; readonly device: number; readonly record: number }
  | { readonly kind: 'saveForm'; readonly device: number; readonly fields: readonly number[] }
  | { readonly kind: 'decide'; readonly device: number; readonly choice: number }
  /** `together`: the page and the worker both drain, whatever the other does. */
  | { readonly kind: 'wake'; readonly device: number; readonly reason: string; readonly together: boolean }
  /** A page of a pull comes late, while the other tab sends a change of the same record. */
  | { readonly kind: 'crossTabs'; readonly device: number; readonly pick: number; readonly fields: readonly number[] }
  | { readonly kind: 'link'; readonly device: number; readonly link: Link }
  | { readonly kind: 'troubles'; readonly share: number; readonly faults: readonly NetworkFault[] }
  | { readonly kind: 'kill'; readonly device: number; readonly what: 'page' | 'worker' | 'all' }
  /** It drains, and dies at one of the next awaits. */
  | { readonly kind: 'killSoon'; readonly device: number; readonly what: 'page' | 'worker'; readonly turns: number }
  | { readonly kind: 'start'; readonly device: number }
  /** In good order, so long after a drain has begun. */
  | { readonly kind: 'stop'; readonly device: number; readonly afterMs: number }
  | { readonly kind: 'freeze'; readonly device: number }
  | { readonly kind: 'thaw'; readonly device: number }
  | { readonly kind: 'loseStorage'; readonly device: number }
  | { readonly kind: 'clone'; readonly device: number }
  | { readonly kind: 'clock'; readonly device: number; readonly offsetMs: number }
  | { readonly kind: 'workOffline'; readonly device: number; readonly isOn: boolean }
  | { readonly kind: 'onLine'; readonly device: number; readonly says: boolean }
  | { readonly kind: 'storeMishap'; readonly device: number; readonly mishap: StoreMishap; readonly after: number }
  | { readonly kind: 'switchUser' }
  | { readonly kind: 'signOut'; readonly person: number }
  | { readonly kind: 'signIn'; readonly person: number }
  | { readonly kind: 'role'; readonly person: number; readonly role: 'viewer' | 'editor' }
  | { readonly kind: 'killServer' }
  | { readonly kind: 'startServer' }
  | { readonly kind: 'serverMishap'; readonly mishap: Mishap['kind']; readonly n: number }
  | { readonly kind: 'backup' }
  | { readonly kind: 'restore'; readonly isAnnounced: boolean }
  | { readonly kind: 'prune' }
  | { readonly kind: 'upgradeServer' }
  | { readonly kind: 'upgradeApp' }
  | { readonly kind: 'otherClient'; readonly pick: number }
  | { readonly kind: 'leap'; readonly days: number }
export type ActionKind = Action['kind']

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
  ['update', 22, (r, d) => ({ kind: 'update', device: r.int(d), record: hot(r), fields: fields(r) })],
  ['remove', 3, (r, d) => ({ kind: 'remove', device: r.int(d), record: hot(r) })],
  ['restoreRecord', 1.5, (r, d) => ({ kind: 'restoreRecord', device: r.int(d), record: hot(r) })],
  ['openForm', 4, (r, d) => ({ kind: 'openForm', device: r.int(d), record: hot(r) })],
  ['saveForm', 4, (r, d) => ({ kind: 'saveForm', device: r.int(d), fields: fields(r) })],
  ['decide', 8, (r, d) => ({ kind: 'decide', device: r.int(d), choice: r.int(1000) })],
  ['wake', 6, (r, d) => ({ kind: 'wake', device: r.int(d), reason: r.pick(REASONS), together: r.chance(0.4) })],
  ['crossTabs', 1.5, (r, d) => ({ kind: 'crossTabs', device: r.int(d), pick: r.int(100_000), fields: fields(r) })],
  ['link', 6, (r, d) => ({ kind: 'link', device: r.int(d), link: r.weighted(LINKS) })],
  ['troubles', 3, (r) => troubles(r)],
  ['kill', 3, (r, d) => ({ kind: 'kill', device: r.int(d), what: r.pick(['page', 'worker', 'all']) })],
  ['killSoon', 2.5, (r, d) => killSoon(r, d)],
  ['start', 6, (r, d) => ({ kind: 'start', device: r.int(d) })],
  ['stop', 0.7, (r, d) => ({ kind: 'stop', device: r.int(d), afterMs: r.int(400) })],
  ['freeze', 1.5, (r, d) => ({ kind: 'freeze', device: r.int(d) })],
  ['thaw', 5, (r, d) => ({ kind: 'thaw', device: r.int(d) })],
  ['loseStorage', 0.25, (r, d) => ({ kind: 'loseStorage', device: r.int(d) })],
  ['clone', 0.25, (r, d) => ({ kind: 'clone', device: r.int(d) })],
  ['clock', 0.8, (r, d) => ({ kind: 'clock', device: r.int(d), offsetMs: offset(r) })],
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
  ['restore', 0.5, (r) => ({ kind: 'restore', isAnnounced: r.chance(0.5) })],
  ['prune', 0.5, () => ({ kind: 'prune' })],
  ['upgradeServer', 0.2, () => ({ kind: 'upgradeServer' })],
  ['upgradeApp', 0.4, () => ({ kind: 'upgradeApp' })],
  ['otherClient', 2, (r) => ({ kind: 'otherClient', pick: r.int(1_000_000) })],
  ['leap', 0.3, (r) => ({ kind: 'leap', days: r.pick([0.1, 1, 2, 8, 40]) })],
]

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
  const mood = moodOf(random)
  const isShared = random.chance(0.3)
  const hasLive = random.chance(0.25)
  return {
    seed,
    store,
    devices,
    hasWorker: random.chance(0.6),
    hasLocks: random.chance(0.65),
    hasLive,
    isShared,
    steps: Array.from({ length: steps }, (): Step => {
      const make = random.weighted(mood)
      return { salt: random.int(2 ** 31), action: make(random, devices + (isShared ? 1 : 0)), passMs: pause(random) }
    }),
  }
}

/** Each seed has a world of its own: some things often, some never, so that their combinations come far. */
function moodOf(random: Random): (readonly [Make, number])[] {
  const factors = [0, 0.4, 1, 1, 2.5]
  const isNeeded = (kind: ActionKind): boolean => ['create', 'update', 'start', 'startServer', 'link'].includes(kind)
  return ACTIONS.map(([kind, weight, make]) => {
    const factor = random.pick(factors)
    return [make, weight * (isNeeded(kind) ? Math.max(0.4, factor) : factor)]
  })
}

function hot(random: Random): number {
  return random.chance(0.7) ? random.int(3) : random.int(1_000)
}

function fields(random: Random): number[] {
  return Array.from({ length: 1 + random.int(3) }, () => random.int(1_000))
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
