import { describe, expect, it } from 'vitest'
import { noLock, webLock } from './lock.ts'
import { createFakeLocks } from './testing/fake-locks.ts'

const never = new AbortController().signal

describe('a Web Lock', () => {
  it('[EN24] is busy while another holds it, and free afterwards', async () => {
    const locks = createFakeLocks()
    const one = webLock(locks, 'drain')
    const two = webLock(locks, 'drain')
    const answers = await one.ifAvailable(() => two.ifAvailable(async () => 'worked'))
    expect(answers).toBe('busy')
    expect(await two.ifAvailable(async () => 'worked')).toBe('worked')
  })

  it('[EN24] is free again when the work throws', async () => {
    const lock = webLock(createFakeLocks(), 'drain')
    await expect(lock.ifAvailable(() => Promise.reject(new Error('bug')))).rejects.toThrow('bug')
    expect(await lock.ifAvailable(async () => 'worked')).toBe('worked')
  })

  it('[EN24] can be waited for, and the waiting given up', async () => {
    const locks = createFakeLocks()
    const lock = webLock(locks, 'live')
    const worked: string[] = []
    const gaveUp = new AbortController()
    await lock.whenFree(async () => {
      const second = lock.whenFree(async () => void worked.push('second'), gaveUp.signal)
      gaveUp.abort()
      await second
      worked.push('first')
    }, never)
    await lock.whenFree(async () => void worked.push('third'), never)
    await lock.whenFree(async () => void worked.push('never'), gaveUp.signal)
    expect(worked).toEqual(['first', 'third'])
  })

  it('[EN24] does not hide what the work throws', async () => {
    const lock = webLock(createFakeLocks(), 'live')
    await expect(lock.whenFree(() => Promise.reject(new Error('bug')), never)).rejects.toThrow('bug')
  })
})

it('[F12] without Web Locks everybody works at once', async () => {
  expect(await noLock.ifAvailable(() => noLock.ifAvailable(async () => 'worked'))).toBe('worked')
})
