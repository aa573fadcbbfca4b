import type { Change } from '../../contract/change.ts'
import type { DataOf } from '../../contract/model.ts'
import { buildings } from '../../contract/models/building.ts'
import { inspections } from '../../contract/models/inspection.ts'
import type { leases } from '../../contract/models/lease.ts'
import type { payments } from '../../contract/models/payment.ts'
import type { tenants } from '../../contract/models/tenant.ts'
import { createRandom, type Random } from './random.ts'
import * as words from './words.ts'

export interface DemoCounts {
  readonly buildings: number
  readonly tenants: number
  readonly leases: number
  readonly payments: number
  readonly inspections: number
}

export interface DemoOptions {
  readonly counts: DemoCounts
  readonly nowMs: number
  readonly seed: number
  readonly tag: string
}

/** A change and the moment at which somebody made it. */
export interface DatedChange {
  readonly atMs: number
  readonly change: Change
}

export const DEMO_COUNTS: DemoCounts = { buildings: 48, tenants: 132, leases: 168, payments: 660, inspections: 72 }

/**
 * A year and a half of a small property office, up to an hour before `nowMs`. Deterministic for a seed and a clock.
 * @param options.tag stands in every e-mail address: two demos in one workspace need two
 * @returns changes in the order of their time, so that what a record refers to comes before it
 */
export function generateDemo(options: DemoOptions): DatedChange[] {
  const { counts, nowMs, seed, tag } = options
  const random = createRandom(seed)
  const ago = (fromDays: number, toDays: number): number =>
    nowMs - Math.floor((toDays + random.next() * (fromDays - toDays)) * DAY_MS)
  const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
  const houses = many(counts.buildings, (i) => create(random, 'buildings', ago(540, 430), building(random, i)))
  const people = many(counts.tenants, (i) => create(random, 'tenants', ago(430, 330), tenant(random, `${i + 1}${tag}`)))
  const contracts = many(counts.leases, (i) => lease(random, { houses, people, isNew: i % 10 === 9, nowMs, ago }))
  const paying = contracts.filter(({ startMs }) => startMs < nowMs - 200 * DAY_MS)
  const paid = many(counts.payments, (i) => {
    const of = paying[i % paying.length] ?? random.pick(contracts)
    return payment(random, of, nowMs - (Math.floor(i / paying.length) % 6) * 30 * DAY_MS)
  })
  const visits = many(counts.inspections, () => inspection(random, random.pick(houses).change.id, ago(300, 0), nowMs))
  const edits = [
    ...houses.filter(() => random.chance(0.25)).map((of) => update(of, ago(200, 0), { status: random.pick(STATUSES) })),
    ...people
      .filter(() => random.chance(0.25))
      .map((of) => update(of, ago(200, 0), { notes: random.pick(words.TENANT_NOTES) })),
  ]
  return [...houses, ...people, ...contracts, ...paid, ...visits, ...edits]
    .map(({ atMs, change }) => ({ atMs: Math.min(atMs, nowMs - HOUR_MS), change }))
    .sort((a, b) => a.atMs - b.atMs)
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const STATUSES = Object.keys(buildings.fields.status.options) as (keyof typeof buildings.fields.status.options)[]
const CHECKLIST = Object.keys(
  inspections.fields.checklist.options,
) as (keyof typeof inspections.fields.checklist.options)[]

function create(random: Random, model: string, atMs: number, data: Change['data']): DatedChange {
  return { atMs, change: { op: 'create', model, id: random.id(atMs), version: 0, data } }
}

function update({ change }: DatedChange, atMs: number, data: Change['data']): DatedChange {
  return { atMs, change: { op: 'update', model: change.model, id: change.id, version: 1, data } }
}

function building(random: Random, index: number): DataOf<typeof buildings> {
  const town = random.pick(words.TOWNS)
  const street = random.pick(town.streets)
  const number = random.between(1, 140)
  return {
    name: words.BUILDING_NAMES[index] ?? `${street} ${number}`,
    address: town.address(street, number),
    ...(random.chance(0.8) ? { description: random.pick(words.BUILDING_NOTES) } : {}),
    ...(random.chance(0.7) ? { phone: phone(random, town.prefix) } : {}),
    floors: random.between(1, 7),
    status: random.chance(0.75) ? 'active' : random.pick(STATUSES),
  }
}

function tenant(random: Random, suffix: string): DataOf<typeof tenants> {
  const [given, givenPlain] = random.pick(words.GIVEN_NAMES)
  const [family, familyPlain] = random.pick(words.FAMILY_NAMES)
  const email = `${givenPlain}.${familyPlain}${suffix}@${random.pick(words.EMAIL_HOSTS)}`
  return {
    name: `${given} ${family}`,
    ...(random.chance(0.9) ? { email } : {}),
    ...(random.chance(0.8) ? { phone: phone(random, random.pick(words.TOWNS).prefix) } : {}),
    ...(random.chance(0.4) ? { notes: random.pick(words.TENANT_NOTES) } : {}),
  }
}

interface DatedLease extends DatedChange {
  readonly startMs: number
  readonly rent: number
}

/** Most leases run since last year; a new one was signed in the last weeks and may begin in the next. */
function lease(
  random: Random,
  from: {
    houses: readonly DatedChange[]
    people: readonly DatedChange[]
    isNew: boolean
    nowMs: number
    ago: (fromDays: number, toDays: number) => number
  },
): DatedLease {
  const signedMs = from.isNew ? from.ago(40, 1) : from.ago(330, 240)
  const startMs = signedMs + random.between(3, 30) * DAY_MS
  const rent = random.between(76, 480) * 500
  const data: DataOf<typeof leases> = {
    building: random.pick(from.houses).change.id,
    tenant: random.pick(from.people).change.id,
    start: date(startMs),
    ...(random.chance(0.4) ? { end: date(startMs + random.pick([365, 730, 1_095]) * DAY_MS) } : {}),
    rent,
  }
  return { ...create(random, 'leases', signedMs, data), startMs, rent }
}

/** The rent of a month, mostly by transfer and in full, noted a day or so after it came. */
function payment(random: Random, { change, rent }: DatedLease, aroundMs: number): DatedChange {
  const paidMs = aroundMs - random.between(1, 28) * DAY_MS
  const data: DataOf<typeof payments> = {
    lease: change.id,
    amount: random.chance(0.92) ? rent : Math.round(rent / 2),
    paid_on: date(paidMs),
    method: random.chance(0.7) ? 'transfer' : random.pick(['cash', 'card', 'cheque', 'other'] as const),
  }
  return create(random, 'payments', paidMs + random.between(2, 50) * HOUR_MS, data)
}

function inspection(random: Random, house: string, visitedMs: number, nowMs: number): DatedChange {
  const isPlanned = random.chance(0.1)
  const data: DataOf<typeof inspections> = isPlanned
    ? { building: house, date: date(nowMs + random.between(2, 40) * DAY_MS) }
    : {
        building: house,
        date: date(visitedMs),
        checklist: CHECKLIST.filter(() => random.chance(0.6)),
        notes: random.pick(words.INSPECTION_NOTES),
      }
  return create(random, 'inspections', visitedMs + random.between(0, 6) * HOUR_MS, data)
}

function phone(random: Random, prefix: string): string {
  return `${prefix} ${random.between(100, 999)} ${random.between(1_000, 9_999)}`
}

function date(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
