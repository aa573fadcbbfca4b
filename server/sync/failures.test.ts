import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Storage, StorageTx } from '../storage/storage.ts'
import { applyChanges } from './apply-changes.ts'
import { head } from './scopes.ts'
import { ANA, BEN, OLU, openTestSync, SCOPE, type TestSync } from './testing/open-test-sync.ts'
import { create, createDevice, historyOf, pullAll, resultsOf, update } from './testing/test-device.ts'

let test: TestSync
afterEach(() => test.close())

/** A storage whose transactions go through `tamper`. */
function tampered(tamper: (tx: StorageTx) => StorageTx): (storage: Storage) => Storage {
  return (storage) => ({
    ...storage,
    transact: (work) => storage.transact((tx) => work(tamper(tx))),
  })
}

const sqliteError = (code: string) => Object.assign(new Error(code), { code })
const creates = (count: number) =>
  Array.from({ length: count }, (_, n) => create('buildings', `b${n}`, { name: `B${n}` }))

describe('when writing fails', () => {
  it('[WP10][F5][F73][ST18] a change that always throws is RETRY, and so is all after it; those before get through, once', async () => {
    const poison = (tx: StorageTx): StorageTx => ({
      ...tx,
      async putRecords(rows) {
        if (rows.some(({ id }) => id === 'b2')) throw new Error('a bug')
        await tx.putRecords(rows)
      },
    })
    test = await openTestSync({ wrap: tampered(poison) })
    const ana = createDevice(test.sync, ANA, 'ana-phone')
    const changes = creates(5).map((change, n) => ({ ...change, mutation_id: n + 1 }))
    const results = resultsOf(await ana.send({ acked_through: 9, changes }))
    expect(results.map(({ mutation_id: id, ok, code }) => [id, code ?? ok])).toEqual([
      [1, true],
      [2, true],
      [3, 'RETRY'],
      [4, 'RETRY'],
      [5, 'RETRY'],
    ])
    expect(test.errors).toMatchObject([{ message: 'a bug' }, { message: 'a bug' }])
    const again = resultsOf(await ana.send({ changes: changes.toSpliced(2, 1) }))
    expect(again).toMatchObject([
      { duplicate: true, seq: 1 },
      { duplicate: true, seq: 2 },
      { ok: true, seq: 3 },
      { ok: true, seq: 4 },
    ])
    expect(again[2]).not.toHaveProperty('duplicate')
  })

  it('[WP10] a collision that does not end makes every change RETRY; nothing is stored', async () => {
    let failing = true
    const collide = (tx: StorageTx): StorageTx => ({
      ...tx,
      async putScope(row) {
        if (failing) throw sqliteError('SQLITE_BUSY')
        await tx.putScope(row)
      },
    })
    test = await openTestSync({ wrap: tampered(collide) })
    const ana = createDevice(test.sync, ANA, 'ana-phone')
    const changes = creates(2).map((change, n) => ({ ...change, mutation_id: n + 1 }))
    expect(resultsOf(await ana.send({ changes })).map(({ code }) => code)).toEqual(['RETRY', 'RETRY'])
    expect((await pullAll(test.sync)).changes).toEqual([])
    failing = false
    expect(resultsOf(await ana.send({ changes }))).toEqual([
      { mutation_id: 1, ok: true, new_version: 1, seq: 1 },
      { mutation_id: 2, ok: true, new_version: 1, seq: 2 },
    ])
  })

  it.each([
    ['a collision that does not end', sqliteError('SQLITE_BUSY')],
    ['a bug', new Error('a bug')],
  ])('[WP10][F31] %s: a push without changes is refused, for the device is not bound by it', async (_, failure) => {
    let failing = true
    const fail = (tx: StorageTx): StorageTx => ({
      ...tx,
      async putDevice(row) {
        if (failing) throw failure
        await tx.putDevice(row)
      },
    })
    test = await openTestSync({ wrap: tampered(fail) })
    const ana = createDevice(test.sync, ANA, 'ana-phone')
    const ben = createDevice(test.sync, BEN, 'ana-phone')
    expect(await ana.send({ changes: [] })).toMatchObject({ kind: 'problem', code: 'UNAVAILABLE' })
    failing = false
    expect(resultsOf(await ana.send({ changes: [] }))).toEqual([])
    expect(await ben.send({ changes: [] })).toMatchObject({ kind: 'problem', code: 'OTHER_USERS_DEVICE' })
  })
})

describe('other ways in', () => {
  beforeEach(async () => {
    test = await openTestSync()
  })

  it('[WP18] the server’s own changes leave version, seq and a line of history, and are judged alike', async () => {
    const changes = [
      { op: 'create', model: 'buildings', id: 'b1', version: 0, data: { name: 'Hub' } },
      { op: 'create', model: 'inspections', id: 'i1', version: 0, data: { building: 'b2', date: '2026-01-01' } },
      { op: 'create', model: 'buildings', id: 'b3', version: 0, data: { name: ' ' } },
      { op: 'delete', model: 'buildings', id: 'b1', version: 1, data: {}, editedAtMs: 0 },
    ] as const
    expect(await applyChanges(test.sync, ANA, SCOPE, changes)).toMatchObject([
      { ok: true, new_version: 1, seq: 1 },
      { code: 'MISSING_REFERENCE' },
      { code: 'INVALID', fields: { name: 'required' } },
      { ok: true, new_version: 2, seq: 2 },
    ])
    const lines = (await historyOf(test.sync, 'buildings', 'b1')).data
    expect(lines).toMatchObject([
      { op: 'delete', updated_by: 'Ana', edited_at: '1970-01-01T00:00:00.000Z' },
      { op: 'create' },
    ])
    expect(lines[0]).not.toHaveProperty('device_id')
    expect(await applyChanges(test.sync, OLU, SCOPE, changes.slice(0, 1))).toMatchObject([{ code: 'FORBIDDEN' }])
    await expect(applyChanges(test.sync, ANA, 'elsewhere', changes)).rejects.toThrow('no scope')
  })

  it('[WP18] 1,200 changes go in three transactions', async () => {
    const changes = Array.from({ length: 1200 }, (_, n) => ({
      op: 'create' as const,
      model: 'buildings',
      id: `b${n}`,
      version: 0,
      data: { name: `B${n}` },
    }))
    const heard: string[] = []
    test.sync.commits.listen(SCOPE, (mark) => void heard.push(mark))
    expect((await applyChanges(test.sync, ANA, SCOPE, changes)).every(({ ok }) => ok)).toBe(true)
    expect(heard.map((mark) => mark.split('.')[1])).toEqual(['500', '1000', '1200'])
  })

  it('[WP1] desktop-scaffold clients push without the members of ours; results are positional, nothing is remembered', async () => {
    const scaffold = createDevice(test.sync, ANA, 'unused')
    const row = {
      id: 'b1',
      name: 'Hub',
      version: 7,
      created_at: 'x',
      updated_at: 'y',
      deleted_at: null,
      _deleted: false,
    }
    const request = {
      device_id: undefined,
      changes: [
        { op: 'create', model: 'buildings', id: 'b1', version: 0, data: row },
        { op: 'update', model: 'buildings', id: 'b1', version: 1, data: { ...row, floors: 2 } },
        { op: 'delete', model: 'buildings', id: 'b9', version: 1, data: row },
        7,
      ],
    }
    expect(resultsOf(await scaffold.send(request))).toEqual([
      { ok: true, new_version: 1, seq: 1 },
      { ok: true, new_version: 2, seq: 2 },
      { ok: true, new_version: 0 },
      { ok: false, code: 'INVALID_OP', message: expect.any(String) },
    ])
  })
})

describe('commits', () => {
  it('[ST14] listeners hear the new mark of their scope after it is committed; refusals and repeats are silent', async () => {
    test = await openTestSync()
    const ana = createDevice(test.sync, ANA, 'ana-phone')
    const heard: Promise<[string, string | undefined]>[] = []
    const stop = test.sync.commits.listen(SCOPE, (mark) => {
      heard.push(head(test.sync, SCOPE).then((committed) => [mark, committed]))
    })
    test.sync.commits.listen('elsewhere', () => void heard.push(Promise.reject(new Error('not ours'))))
    const change = { ...create('buildings', 'b1', { name: 'Hub' }), mutation_id: 1 }
    await ana.send({ changes: [change] })
    await ana.send({ changes: [change] })
    await ana.send({ changes: [{ ...update('buildings', 'b2', 1, { name: 'X' }), mutation_id: 2 }] })
    const marks = await Promise.all(heard)
    expect(marks).toHaveLength(1)
    expect(marks[0]?.[0]).toBe(marks[0]?.[1])
    stop()
    await ana.send({ changes: [{ ...create('buildings', 'b3', { name: 'X' }), mutation_id: 3 }] })
    expect(heard).toHaveLength(1)
  })
})
