import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Storage } from './storage.ts'
import { changeRow, deviceRow, mutationRow, recordRow, scopeRow } from './testing/rows.ts'

export interface OpenedStorage {
  readonly storage: Storage
  /** Closes the storage and opens the same database again. */
  reopen(): Promise<Storage>
  close(): Promise<void>
}

/** What every driver of the storage port must do. */
export function storageContract(name: string, open: () => Promise<OpenedStorage>): void {
  describe(`storage: ${name}`, () => {
    let opened: OpenedStorage
    let storage: Storage

    beforeEach(async () => {
      opened = await open()
      storage = opened.storage
      await storage.transact((tx) => tx.addScope(scopeRow('a')))
    })
    afterEach(() => opened.close())

    it('[ST1] a transaction is all or nothing', async () => {
      const failing = storage.transact(async (tx) => {
        await tx.addScope(scopeRow('b'))
        await tx.putRecords([recordRow('a', 'buildings', 'b1', 1)])
        throw new Error('half way')
      })
      await expect(failing).rejects.toThrow('half way')
      expect(await storage.read((reader) => reader.scope('b'))).toBeUndefined()
      expect(await storage.read((reader) => reader.changedSince('a', 0, 10, {}))).toEqual([])
      await storage.transact((tx) => tx.addScope(scopeRow('b')))
      expect(await storage.read((reader) => reader.scope('b'))).toEqual(scopeRow('b'))
    })

    it.each([0, 1, 2, 3, 7, 255, 256, 257, 500])('[ST2] %i rows are written and read as one list', async (count) => {
      const rows = Array.from({ length: count }, (_, n) => recordRow('a', 'buildings', `b${n}`, n + 1))
      const ids = rows.map(({ id }) => id)
      await storage.transact((tx) => tx.putRecords(rows))
      expect(await storage.transact((tx) => tx.records('a', 'buildings', [...ids, 'unknown']))).toHaveLength(count)
      expect(await storage.read((reader) => reader.changedSince('a', 0, 1000, {}))).toEqual(rows)
    })

    it('[ST2] put replaces the row of the same key; add refuses it', async () => {
      const next = { ...recordRow('a', 'buildings', 'b1', 2), version: 2, data: '{"name":"New"}', created_by: 'Ben' }
      await storage.transact(async (tx) => {
        await tx.putRecords([recordRow('a', 'buildings', 'b1', 1)])
        await tx.putRecords([next])
      })
      expect(await storage.transact((tx) => tx.records('a', 'buildings', ['b1']))).toEqual([next])
      await storage.transact((tx) => tx.addMutations([mutationRow('a', 'd', 1)]))
      await expect(storage.transact((tx) => tx.addMutations([mutationRow('a', 'd', 1)]))).rejects.toThrow(/unique/i)
      await storage.transact((tx) => tx.addChanges([changeRow('a', 1)]))
      await expect(storage.transact((tx) => tx.addChanges([changeRow('a', 1)]))).rejects.toThrow(/unique/i)
    })

    it('[ST3] scopes are apart in everything', async () => {
      await storage.transact(async (tx) => {
        await tx.addScope(scopeRow('b'))
        await tx.putRecords([recordRow('b', 'buildings', 'b1', 1)])
        await tx.addChanges([changeRow('b', 1)])
        await tx.putDigests([{ scope: 'b', model: 'buildings', count: 1, sum: 7 }])
        await tx.addMutations([mutationRow('b', 'd', 1)])
        await tx.addRefs([{ scope: 'b', target_model: 'buildings', target_id: 'b1', model: 'leases', id: 'l1' }])
        await tx.addUniques([{ scope: 'b', model: 'tenants', field: 'email', value_hash: 'h', id: 't1' }])
        await tx.putConflicts([{ scope: 'b', device_id: 'd', id: 'b1', model: 'buildings', patch: '{}' }])
      })
      const seen = await storage.transact(async (tx) => [
        await tx.records('a', 'buildings', ['b1']),
        await tx.tagAt('a', 1),
        await tx.digests('a'),
        await tx.mutations('a', 'd', [1]),
        await tx.countRefs('a', 'buildings', ['b1']),
        await tx.uniques('a', 'tenants', 'email', ['h']),
        await tx.conflicts('a', 'd'),
      ])
      expect(seen).toEqual([[], undefined, [], [], [], [], []])
      const read = await storage.read(async (reader) => [
        await reader.changedSince('a', 0, 9, {}),
        await reader.recordsAfter('a', { model: '', id: '' }, 9),
        await reader.changesOf('a', 'buildings', 'b1', 9, 9),
      ])
      expect(read).toEqual([[], [], []])
    })

    it('[ST3][F66] changedSince goes by seq, recordsAfter by the bytes of model and id; both filter and stop', async () => {
      const rows = [
        recordRow('a', 'tenants', 'a', 4),
        recordRow('a', 'buildings', 'b', 3),
        { ...recordRow('a', 'buildings', 'B', 2), device_id: 'phone' },
        recordRow('a', 'buildings', 'a.1', 1),
      ]
      await storage.transact((tx) => tx.putRecords(rows))
      const bySeq = (since: number, limit: number, only: { model?: string; exceptDevice?: string }) =>
        storage.read(async (reader) => (await reader.changedSince('a', since, limit, only)).map(({ seq }) => seq))
      expect(await bySeq(0, 9, {})).toEqual([1, 2, 3, 4])
      expect(await bySeq(1, 2, {})).toEqual([2, 3])
      expect(await bySeq(0, 9, { model: 'tenants' })).toEqual([4])
      expect(await bySeq(0, 9, { exceptDevice: 'phone' })).toEqual([1, 3, 4])
      const byKey = (model: string, id: string, limit: number) =>
        storage.read(async (reader) => (await reader.recordsAfter('a', { model, id }, limit)).map((row) => row.id))
      expect(await byKey('', '', 9)).toEqual(['B', 'a.1', 'b', 'a'])
      expect(await byKey('buildings', 'B', 2)).toEqual(['a.1', 'b'])
      expect(await byKey('buildings', 'b', 9)).toEqual(['a'])
    })

    it('[ST3] a record’s changes come newest first, below a seq; the tag of every seq is kept', async () => {
      await storage.transact((tx) => tx.addChanges([1, 2, 3].map((seq) => changeRow('a', seq))))
      const seqs = await storage.read(async (reader) =>
        (await reader.changesOf('a', 'buildings', 'b1', 3, 9)).map(({ seq }) => seq),
      )
      expect(seqs).toEqual([2, 1])
      expect(await storage.read((reader) => reader.tagAt('a', 2))).toBe('tag2')
      expect(await storage.read((reader) => reader.tagAt('a', 4))).toBeUndefined()
    })

    it('[ST3] references are counted by target; unique values have one holder', async () => {
      const ref = (id: string, target: string) => ({
        scope: 'a',
        target_model: 'buildings',
        target_id: target,
        model: 'leases',
        id,
      })
      const unique = { scope: 'a', model: 'tenants', field: 'email', value_hash: 'h', id: 't1' }
      await storage.transact(async (tx) => {
        await tx.addRefs([ref('l1', 'b1'), ref('l2', 'b1'), ref('l3', 'b2')])
        await tx.removeRefs([ref('l1', 'b1')])
        await tx.addUniques([unique])
      })
      expect(await storage.transact((tx) => tx.countRefs('a', 'buildings', ['b1', 'b2', 'b3']))).toEqual([
        { id: 'b1', count: 1 },
        { id: 'b2', count: 1 },
      ])
      await expect(storage.transact((tx) => tx.addUniques([{ ...unique, id: 't2' }]))).rejects.toThrow(/unique/i)
      await storage.transact((tx) => tx.removeUniques([unique]))
      expect(await storage.transact((tx) => tx.uniques('a', 'tenants', 'email', ['h']))).toEqual([])
    })

    it('[ST3] a device’s rows are found in every scope; its results are forgotten up to an id', async () => {
      await storage.transact(async (tx) => {
        await tx.putDevice(deviceRow('a', 'd', 'ana'))
        await tx.putDevice(deviceRow('b', 'd', 'ana'))
        await tx.putDevice({ ...deviceRow('a', 'd', 'ana'), acked_through: 3 })
        await tx.addMutations([1, 2, 3].map((id) => mutationRow('a', 'd', id)))
        await tx.forgetMutations('a', 'd', 2)
      })
      const devices = await storage.transact((tx) => tx.devices('d'))
      expect(devices.map((row) => [row.scope, row.acked_through])).toEqual([
        ['a', 3],
        ['b', 0],
      ])
      expect((await storage.transact((tx) => tx.mutations('a', 'd', [1, 2, 3]))).map((row) => row.mutation_id)).toEqual(
        [3],
      )
    })

    it('[ST23] of two who bind one device in two scopes at once one gets it, and the other is told whose it is', async () => {
      await storage.transact((tx) => tx.addScope(scopeRow('b')))
      const bind = (scope: string, device: string) =>
        storage.transact(async (tx) => {
          await tx.lockScope(scope)
          const owner = await tx.claimDevice(device, `who is in ${scope}`, '2026-11-20T10:00:00.000Z')
          if (owner === `who is in ${scope}`) await tx.putDevice(deviceRow(scope, device, owner))
          return owner
        })
      const devices = Array.from({ length: 5 }, (_, n) => `d${n}`)
      for (const device of devices) {
        const [inA, inB] = await Promise.all([bind('a', device), bind('b', device)])
        expect(inA).toBe(inB)
        const owners = (await storage.transact((tx) => tx.devices(device))).map((row) => row.user_id)
        expect(new Set(owners)).toEqual(new Set([inA]))
      }
    })

    it('[ST23] a claim that is rolled back binds nobody', async () => {
      const claim = (user: string) => storage.transact((tx) => tx.claimDevice('d', user, '2026-11-20T10:00:00.000Z'))
      const failing = storage.transact(async (tx) => {
        await tx.claimDevice('d', 'ana', '2026-11-20T10:00:00.000Z')
        throw new Error('half way')
      })
      await expect(failing).rejects.toThrow('half way')
      expect(await claim('ben')).toBe('ben')
      expect(await claim('ana')).toBe('ben')
    })

    it('[ST3][F61][F63] whole numbers up to 2^53 − 1 and any text come back as they went', async () => {
      const sum = Number.MAX_SAFE_INTEGER
      const data = JSON.stringify({ name: 'é ñ 漢 👩‍👩‍👧 \u202e "\\ \n' })
      await storage.transact(async (tx) => {
        await tx.putDigests([{ scope: 'a', model: 'buildings', count: 1, sum }])
        await tx.putRecords([{ ...recordRow('a', 'buildings', 'b1', 1), data }])
        await tx.addMutations([mutationRow('a', 'd', sum)])
      })
      expect(await storage.read((reader) => reader.digests('a'))).toEqual([
        { scope: 'a', model: 'buildings', count: 1, sum },
      ])
      expect((await storage.read((reader) => reader.changedSince('a', 0, 9, {})))[0]?.data).toBe(data)
      expect((await storage.transact((tx) => tx.mutations('a', 'd', [sum])))[0]?.mutation_id).toBe(sum)
    })

    it('[ST8] a read sees one snapshot, and no writer waits for it', async () => {
      const heads = await storage.read(async (reader) => {
        const before = await reader.scope('a')
        // Not a statement of its own, but it is over before the event loop turns.
        await storage.transact((tx) => tx.putScope({ ...scopeRow('a'), head: 5, head_tag: 'five' }))
        return [before?.head, (await reader.scope('a'))?.head]
      })
      expect(heads).toEqual([0, 0])
      expect((await storage.read((reader) => reader.scope('a')))?.head).toBe(5)
    })

    it('[ST10] data and epoch survive a restart; two databases have two epochs', async () => {
      const { epoch } = storage
      await storage.transact((tx) => tx.putRecords([recordRow('a', 'buildings', 'b1', 1)]))
      storage = await opened.reopen()
      expect(storage.epoch).toBe(epoch)
      expect(await storage.read((reader) => reader.changedSince('a', 0, 9, {}))).toHaveLength(1)
      const other = await open()
      expect(other.storage.epoch).not.toBe(epoch)
      await other.close()
    })
  })
}
