import { createDirectory } from '../../src/db/directory.ts'
import type { ListPage, ListQuery } from '../../src/db/local-api.ts'
import type { DeviceMeta } from '../../src/sync/core/types.ts'
import { openDevice } from './open.ts'

// Beside the app, on the database of the person who is signed in.

let opened: ReturnType<typeof openCurrent> | undefined

async function openCurrent() {
  const entry = await createDirectory().current()
  if (!entry) throw new Error('nobody is signed in')
  return openDevice(entry.userId, entry.scope)
}

async function device() {
  return (opened ??= openCurrent())
}

/** Edits the first `count` tenants, one save each. */
export async function editTenants(count: number, notes: string): Promise<void> {
  const { satchel } = await device()
  for (let offset = 0; offset < count; offset += 200) {
    const { items } = await satchel.localList('tenants', {
      orderBy: 'title',
      offset,
      limit: Math.min(200, count - offset),
    })
    for (const { id } of items) {
      const seen = await satchel.localGet('tenants', id)
      if (seen) await satchel.localUpdate('tenants', id, { notes: `${notes} ${id}` }, { seen })
    }
  }
  if ((await satchel.pendingCount()) !== count) throw new Error('not every edit is pending')
}

/** @returns the time (epoch ms) at which the mirror has everything up to `seq` */
export async function mirroredThrough(seq: number): Promise<number> {
  const { connection } = await device()
  const hasIt = async (): Promise<boolean> => {
    const meta = await connection.dexie.table<DeviceMeta>('meta').get('device')
    return Number(meta?.cursor?.split('.')[1] ?? 0) >= seq
  }
  return new Promise((resolve) => {
    const look = async (): Promise<void> => {
      if (await hasIt()) {
        stop()
        resolve(performance.timeOrigin + performance.now())
      }
    }
    const stop = connection.channel.listen(() => void look())
    void look()
  })
}

/** Asks the same of a list, several times. @returns ms of each */
export async function listTimes(model: string, queries: readonly ListQuery[]): Promise<number[]> {
  const { satchel } = await device()
  const times: number[] = []
  for (const query of queries) {
    const from = performance.now()
    await satchel.localList(model, query)
    times.push(performance.now() - from)
  }
  return times
}

export async function list(model: string, query: ListQuery): Promise<ListPage> {
  const { satchel } = await device()
  return satchel.localList(model, query)
}
