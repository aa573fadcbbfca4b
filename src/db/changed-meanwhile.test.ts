import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import type { Data } from '../../contract/value.ts'
import { rowOf } from '../sync/testing/samples.ts'
import { openDevice, present } from './testing/open-device.ts'

it('[DB25] an edit that is kept back tells what others have changed in its fields meanwhile, and who, if that is known', async () => {
  const { satchel, store } = await openDevice()
  const receive = (version: number, data: Data) =>
    store.transact((tx) => tx.putRows([{ ...rowOf('b2', version, { name: 'Hub', ...data }), updatedBy: 'Ben' }]))
  const meanwhile = async () => present((await satchel.pendingChanges())[0]).meanwhile
  await receive(1, {})
  await satchel.changeSettings({ sendMode: 'onConfirm' })
  const seen = present(await satchel.localGet('buildings', 'b2'))
  await satchel.localUpdate('buildings', 'b2', { name: 'Mine' }, { seen })
  expect(await meanwhile()).toBeUndefined()
  await receive(2, { status: 'planned' })
  expect(await meanwhile()).toBeUndefined()
  await receive(2, { name: 'Other hub' })
  expect(await meanwhile()).toEqual({ fields: ['name'], by: 'Ben' })
  await receive(4, { name: 'Third hub' })
  expect(await meanwhile()).toEqual({ fields: ['name'] })
  await receive(5, { name: 'Mine' })
  expect(await meanwhile()).toBeUndefined()
  await receive(6, { name: 'Other hub' })
  await satchel.changeSettings({ sendMode: 'automatic' })
  expect(await meanwhile()).toBeUndefined()
})
