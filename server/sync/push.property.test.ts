import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addToDigest, type Digest, EMPTY_DIGEST, rowHash } from '../../contract/digest.ts'
import type { Data } from '../../contract/value.ts'
import type { PullRow } from '../../contract/wire/row.ts'
import { hashOf } from './keys.ts'
import { ANA, BEN, openTestSync, SCOPE, type TestSync } from './testing/open-test-sync.ts'
import {
  createDevice,
  historyOf,
  pullAll,
  resultsText,
  type TestDevice,
  type WireChange,
} from './testing/test-device.ts'

const IDS = ['x', 'y', 'z']
const name = fc.constantFrom('A', 'B', 'C')
const version = fc.integer({ min: 0, max: 6 })
const id = fc.constantFrom(...IDS)

const data: { [model: string]: fc.Arbitrary<object> } = {
  buildings: fc.record({ name, floors: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: [] }),
  tenants: fc.record(
    { name, email: fc.option(fc.constantFrom('a@x', 'b@x')), phone: name, notes: name },
    { requiredKeys: ['name'] },
  ),
  leases: fc.record(
    { building: id, tenant: id, start: fc.constant('2026-01-01'), rent: version },
    { requiredKeys: ['building', 'tenant', 'start'] },
  ),
  payments: fc.record({ lease: id, amount: version }),
  inspections: fc.record(
    { building: id, date: fc.constant('2026-01-01'), checklist: fc.uniqueArray(fc.constantFrom('roof', 'lift')) },
    { requiredKeys: ['building', 'date'] },
  ),
}

const change: fc.Arbitrary<WireChange> = fc.constantFrom(...Object.keys(data)).chain((model) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constant('create'),
        model: fc.constant(model),
        id,
        version: fc.constantFrom(0, 0, 2),
        data: data[model] ?? fc.constant({}),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant('update'),
        model: fc.constant(model),
        id,
        version,
        data: data[model] ?? fc.constant({}),
      }),
    },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('delete'), model: fc.constant(model), id, version }) },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constantFrom('update', 'sing'),
        model: fc.constantFrom(model, 'ghosts'),
        id,
        version: fc.constant(-1),
      }),
    },
  ),
)

/** Which device pushes what, which of its earlier batches it repeats, and how much time goes by. */
const step = fc.record({
  device: fc.integer({ min: 0, max: 2 }),
  batch: fc.array(change, { minLength: 1, maxLength: 5 }),
  repeat: fc.option(fc.nat({ max: 9 })),
  pauseMs: fc.constantFrom(0, 1000),
})

interface Sent {
  readonly changes: readonly WireChange[]
  readonly text: string
}

describe('any interleaving of devices', () => {
  it('[WP11][WP17][WP20][WP27][ST20] keeps versions, seqs, digest, history, references, uniques and stored results', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const test = await openTestSync()
        try {
          const devices = [
            createDevice(test.sync, ANA, 'd0'),
            createDevice(test.sync, BEN, 'd1'),
            createDevice(test.sync, BEN, 'd2'),
          ]
          const sent = devices.map((): Sent[] => [])
          for (const { device, batch, repeat, pauseMs } of steps) {
            test.environment.advance(pauseMs)
            await pushAndRepeat(devices[device], sent[device] ?? [], batch, repeat)
            await checkInvariants(test)
          }
          expect(test.errors).toEqual([])
        } finally {
          await test.close()
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** Pushes a batch, and an earlier one again: that must give the same bytes and change nothing. */
async function pushAndRepeat(
  device: TestDevice | undefined,
  sent: Sent[],
  batch: readonly WireChange[],
  repeat: number | null,
) {
  if (!device) return
  const changes = batch.map((item) => ({ ...item, mutation_id: device.nextId() }))
  sent.push({ changes, text: resultsText(await device.send({ changes })) })
  const earlier = repeat === null ? undefined : sent[repeat % sent.length]
  if (!earlier) return
  const again = resultsText(await device.send({ changes: earlier.changes }))
  expect(again.replaceAll(',"duplicate":true}', '}')).toBe(earlier.text)
  expect(again.match(/"duplicate":true/g)).toHaveLength(earlier.changes.length)
}

async function checkInvariants({ sync }: TestSync) {
  const { changes: rows, digest, cursor } = await pullAll(sync, undefined, '3')
  const live = rows.filter(({ deleted }) => !deleted)
  expect(digest).toEqual(
    digestOf(
      live,
      sync.registry.all.map((model) => model.name),
    ),
  )
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).toSorted((a, b) => a - b))
  const lines = (await Promise.all(rows.map((row) => linesOf(sync, row)))).flat()
  const seqs = lines.map(({ seq }) => seq).toSorted((a, b) => a - b)
  expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  expect(cursor.split('.')[1]).toBe(String(seqs.length))
  await checkConstraints(sync, live)
}

/** The record's applied changes: versions rise by one, and before + after of all of them give the row. */
async function linesOf(sync: TestSync['sync'], row: PullRow) {
  const { data: lines } = await historyOf(sync, row.model, row.id)
  const applied = lines.filter(
    ({ before, after, op }) =>
      op === 'create' || Object.keys({ ...(before as object), ...(after as object) }).length > 0,
  )
  expect(applied.map((line) => line['version'])).toEqual(applied.map((_, index) => applied.length - index))
  expect([applied[0]?.seq, applied[0]?.['version']]).toEqual([row.seq, row.version])
  const values = new Map<string, unknown>()
  for (const line of applied.toReversed()) {
    const before = new Map(Object.entries(line['before'] as object))
    const after = new Map(Object.entries(line['after'] as object))
    for (const [field, value] of before) expect(values.get(field)).toEqual(value)
    for (const field of before.keys()) values.delete(field)
    for (const [field, value] of after) values.set(field, value)
  }
  expect(Object.fromEntries(values)).toEqual(row.data ?? {})
  return applied
}

function digestOf(live: readonly PullRow[], names: readonly string[]): { [model: string]: Digest } {
  const digests = new Map(names.map((model) => [model, EMPTY_DIGEST]))
  for (const row of live) {
    const hash = rowHash(row.model, row.id, row.version, (row.data ?? {}) as Data)
    digests.set(row.model, addToDigest(digests.get(row.model) ?? EMPTY_DIGEST, hash))
  }
  return Object.fromEntries(digests)
}

/** Nobody points to nothing, no value is held twice, and both tables say what the records say. */
async function checkConstraints({ storage }: TestSync['sync'], live: readonly PullRow[]) {
  const targetsOf = ({ model, data: values = {} }: PullRow) =>
    ['building', 'tenant', 'lease'].flatMap((field) =>
      typeof values[field] === 'string' && model !== 'tenants' ? [`${field}s/${values[field]}`] : [],
    )
  const keys = new Set(live.map(({ model, id: own }) => `${model}/${own}`))
  const refs = live.flatMap((row) => targetsOf(row).map((target) => `${target} ${row.model}/${row.id}`))
  expect(refs.filter((ref) => !keys.has(ref.split(' ')[0] ?? ''))).toEqual([])
  const emails = live.flatMap(({ model, data: values }) =>
    model === 'tenants' ? ((values?.['email'] as string | undefined) ?? []) : [],
  )
  expect(new Set(emails).size).toBe(emails.length)
  const storedRefs = await storage.db.selectFrom('refs').selectAll().where('scope', '=', SCOPE).execute()
  const storedUniques = await storage.db.selectFrom('uniques').selectAll().where('scope', '=', SCOPE).execute()
  expect(storedRefs.map((ref) => `${ref.target_model}/${ref.target_id} ${ref.model}/${ref.id}`).toSorted()).toEqual(
    [...new Set(refs)].toSorted(),
  )
  expect(storedUniques.map((row) => row.value_hash).toSorted()).toEqual(emails.map(hashOf).toSorted())
}
