import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { createDirectory } from './directory.ts'

const ana = { userId: 'u1', name: 'Ana', email: 'ana@demo.test', scope: 'demo', scopeName: 'Demo', lastUsedAt: 1 }
const ben = { ...ana, userId: 'u2', name: 'Ben', email: 'ben@demo.test', lastUsedAt: 2 }

describe('createDirectory', () => {
  it('[DB9] remembers who has data here and who is current, from one start to the next', async () => {
    const first = createDirectory('directory-1')
    expect([await first.list(), await first.current()]).toEqual([[], undefined])
    await first.use(ben)
    await first.use(ana)
    first.close()
    const next = createDirectory('directory-1')
    expect(await next.list()).toEqual([ben, ana])
    expect(await next.current()).toEqual(ana)
  })

  it('[DB9] [F31] leaving keeps the entry and its data, but nobody is current; removing takes it off', async () => {
    const directory = createDirectory('directory-2')
    await directory.use(ana)
    await directory.use(ben)
    await directory.use({ ...ben, scope: 'other', lastUsedAt: 4 })
    expect((await directory.listCurrent()).map(({ userId, scope }) => [userId, scope])).toEqual([
      ['u2', 'other'],
      ['u2', 'demo'],
    ])
    await directory.leave()
    expect([await directory.current(), await directory.listCurrent()]).toEqual([undefined, []])
    expect(await directory.list()).toHaveLength(3)
    await directory.remove('u2', 'other')
    await directory.use({ ...ana, lastUsedAt: 3 })
    await directory.remove('u2', 'demo')
    expect(await directory.current()).toEqual({ ...ana, lastUsedAt: 3 })
    await directory.remove('u1', 'demo')
    expect([await directory.current(), await directory.list()]).toEqual([undefined, []])
  })
})
