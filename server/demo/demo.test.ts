import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { models } from '../../contract/models/index.ts'
import { validatePatch, validateRecord } from '../../contract/validate.ts'
import { openBackend } from '../satchel.ts'
import { DEMO_COUNTS, type DatedChange, generateDemo } from './generate.ts'
import { DEMO_SCOPE, seedDemo } from './seed.ts'

const NOW = Date.parse('2026-11-21T09:00:00.000Z')
const DAY_MS = 86_400_000

function generate(): DatedChange[] {
  return generateDemo({ counts: DEMO_COUNTS, nowMs: NOW, seed: 1, tag: '' })
}

function valuesOf(changes: readonly DatedChange[], model: string, field: string): unknown[] {
  const ofModel = changes.filter(({ change }) => change.model === model && change.op === 'create')
  return ofModel.map(({ change }) => change.data[field]).filter((value) => value !== undefined)
}

describe('the generated office', () => {
  it('[HT10] has what the demo promises, all of it valid', () => {
    const changes = generate()
    const count = (model: string): number =>
      valuesOf(changes, model, model === 'payments' ? 'lease' : (REQUIRED[model] ?? '')).length
    expect(Object.keys(REQUIRED).map(count)).toEqual([48, 132, 168, 72])
    expect(count('payments')).toBe(660)
    for (const { change } of changes) {
      const model = models.get(change.model)
      const errors =
        model && (change.op === 'create' ? validateRecord(model, change.data) : validatePatch(model, change.data))
      expect(errors).toEqual({})
    }
  })

  it('[HT10] is the same for the same seed and clock', () => {
    expect(generate()).toEqual(generate())
  })

  it('[HT10] is told in the order of time, what is referred to first, and none of it in the future', () => {
    const changes = generate()
    const known = new Set<unknown>()
    let lastMs = 0
    for (const { atMs, change } of changes) {
      expect(atMs).toBeGreaterThanOrEqual(lastMs)
      lastMs = atMs
      const needed = [
        change.op === 'update' ? change.id : [],
        change.data['building'] ?? [],
        change.data['tenant'] ?? [],
        change.data['lease'] ?? [],
      ]
      expect(needed.flat().filter((id) => !known.has(id))).toEqual([])
      known.add(change.id)
    }
    expect(lastMs).toBeLessThan(NOW)
    expect(lastMs).toBeGreaterThan(NOW - 7 * DAY_MS)
    expect(changes[0]?.atMs).toBeLessThan(NOW - 400 * DAY_MS)
  })

  it('[HT10] looks lived in: names and streets differ, rents are believable, e-mails are unique', () => {
    const changes = generate()
    expect(new Set(valuesOf(changes, 'buildings', 'name')).size).toBe(48)
    expect(new Set(valuesOf(changes, 'buildings', 'address')).size).toBeGreaterThan(40)
    expect(new Set(valuesOf(changes, 'tenants', 'name')).size).toBeGreaterThan(100)
    const emails = valuesOf(changes, 'tenants', 'email')
    expect(new Set(emails).size).toBe(emails.length)
    const rents = valuesOf(changes, 'leases', 'rent').map(Number)
    expect(Math.min(...rents)).toBeGreaterThanOrEqual(380_00)
    expect(Math.max(...rents)).toBeLessThanOrEqual(2_400_00)
  })
})

const REQUIRED: { readonly [model: string]: string } = {
  buildings: 'name',
  tenants: 'name',
  leases: 'start',
  inspections: 'date',
}

describe('seeding', () => {
  it('[HT10] a start that was cut off in the middle begins again; a database in use is left alone', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'satchel-seed-'))
    const config = { host: '', port: 0, dataDir, staticDir: '', origin: 'http://localhost:8787', demo: true }
    const { sync, accounts, close } = await openBackend(config, (error) => expect(error).toBeUndefined())
    const create = vi.spyOn(accounts, 'createWorkspace').mockRejectedValueOnce(new Error('the power went'))
    await expect(seedDemo(sync, accounts)).rejects.toThrow('the power went')
    const seq = async (): Promise<number | undefined> =>
      (await sync.storage.read((snapshot) => snapshot.scope(DEMO_SCOPE)))?.head
    const before = await seq()
    expect(await seedDemo(sync, accounts)).toBe(true)
    expect(create).toHaveBeenCalledTimes(2)
    expect(await seedDemo(sync, accounts)).toBe(true)
    expect(create).toHaveBeenCalledTimes(2)
    expect(before).toBeGreaterThan(1_080)
    expect(await seq()).toBe(before)
    await close()
    await rm(dataDir, { recursive: true, force: true })
  })
})
