import { describe, expect, it } from 'vitest'
import { askForBackgroundSync, askForPeriodicSync, isDrainTag } from './background-sync.ts'

/** A browser's registration. @param pending tags that wait already */
function given(pending: readonly string[], register: () => Promise<void> = () => Promise.resolve()) {
  const registered: string[] = []
  const sync = {
    getTags: () => Promise.resolve([...pending]),
    register: (tag: string) => {
      registered.push(tag)
      return register()
    },
  }
  // Only `sync` is asked for.
  return { registration: { sync } as unknown as ServiceWorkerRegistration, registered }
}

describe('asking the browser for a retry', () => {
  it('[SW6] takes the first tag', async () => {
    const { registration, registered } = given([])
    expect(await askForBackgroundSync(registration)).toBe(true)
    expect(registered).toEqual(['satchel-drain-0'])
    expect(registered.every(isDrainTag)).toBe(true)
  })

  it('[SW6] takes the first of ten that is not pending', async () => {
    const { registration, registered } = given(['satchel-drain-0', 'satchel-drain-2', 'workbox-background-sync:drain'])
    await askForBackgroundSync(registration)
    expect(registered).toEqual(['satchel-drain-1'])
  })

  it('[SW6] asks for nothing more when all ten are pending', async () => {
    const { registration, registered } = given(Array.from({ length: 10 }, (_, n) => `satchel-drain-${n}`))
    expect(await askForBackgroundSync(registration)).toBe(true)
    expect(registered).toEqual([])
  })

  it('[SW6] [F15] promises nothing where there is no Background Sync, or it is forbidden', async () => {
    expect(await askForBackgroundSync(undefined)).toBe(false)
    expect(await askForBackgroundSync({} as ServiceWorkerRegistration)).toBe(false)
    const forbidden = given([], () => Promise.reject(new DOMException('denied', 'NotAllowedError')))
    expect(await askForBackgroundSync(forbidden.registration)).toBe(false)
  })

  it('[SW12] asks for periodic looks where there are any, and takes a no', async () => {
    const asked: unknown[] = []
    const register = (tag: string, options: unknown) => {
      asked.push([tag, options])
      return Promise.reject(new DOMException('denied', 'NotAllowedError'))
    }
    await askForPeriodicSync({} as ServiceWorkerRegistration)
    // Only `periodicSync` is asked for.
    await askForPeriodicSync({ periodicSync: { register } } as unknown as ServiceWorkerRegistration)
    expect(asked).toEqual([['satchel', { minInterval: 43_200_000 }]])
  })

  it('[SW5] other tags are not ours', () => {
    expect(isDrainTag('workbox-background-sync:drain')).toBe(false)
  })
})
