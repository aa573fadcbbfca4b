import { Dexie } from 'dexie'

/** One person's data in one scope on this device. */
export interface DirectoryEntry {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly scope: string
  readonly scopeName: string
  /** Epoch ms, device clock. */
  readonly lastUsedAt: number
}

/** Who has data on this device: so that the app opens without network, and the worker knows what to drain. */
export interface Directory {
  /** Last used first. */
  list(): Promise<DirectoryEntry[]>
  /** Whose data the app shows; undefined: nobody has signed in, or has signed out. */
  current(): Promise<DirectoryEntry | undefined>
  /** All that the current person has on this device, last used first. */
  listCurrent(): Promise<DirectoryEntry[]>
  /** Adds or renews an entry and makes it the current one. */
  use(entry: DirectoryEntry): Promise<void>
  /** After signing out: nobody is current; data that waits stays. */
  leave(): Promise<void>
  /** Takes an entry off the list; deleting its database is the caller's. */
  remove(userId: string, scope: string): Promise<void>
  close(): void
}

export function createDirectory(name = 'satchel'): Directory {
  const dexie = new Dexie(name, { chromeTransactionDurability: 'strict' })
  dexie.version(1).stores({ devices: '[userId+scope], lastUsedAt', current: '' })
  const devices = dexie.table<DirectoryEntry, [string, string]>('devices')
  const current = dexie.table<[string, string], string>('current')
  const list = () => devices.orderBy('lastUsedAt').reverse().toArray()
  return {
    list,
    listCurrent: () =>
      dexie.transaction('r', devices, current, async () => {
        const key = await current.get('key')
        return (await list()).filter(({ userId }) => userId === key?.[0])
      }),
    // Both at once: a start waits for it.
    current: async () => {
      const [key, all] = await Promise.all([current.get('key'), list()])
      return key && all.find(({ userId, scope }) => userId === key[0] && scope === key[1])
    },
    use: (entry) =>
      dexie.transaction('rw', devices, current, async () => {
        await devices.put(entry)
        await current.put([entry.userId, entry.scope], 'key')
      }),
    leave: () => current.delete('key'),
    remove: (userId, scope) =>
      dexie.transaction('rw', devices, current, async () => {
        await devices.delete([userId, scope])
        const key = await current.get('key')
        if (key?.[0] === userId && key[1] === scope) await current.delete('key')
      }),
    close: () => dexie.close(),
  }
}
