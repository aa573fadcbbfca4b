import * as real from '../../../../../server/sync/push.ts'
import type { SyncContext } from '../../../../../server/sync/context.ts'
import { isOn } from '../../../switches.ts'

export * from '../../../../../server/sync/push.ts'

export const push: typeof real.push = (sync, actor, scope, request) =>
  real.push(isOn('the scope is not locked') ? unlocked(sync) : sync, actor, scope, request)

/** Reads the scope's row before the transaction begins: meanwhile another may write. */
function unlocked(sync: SyncContext): SyncContext {
  const { storage } = sync
  const transact: typeof storage.transact = (work) =>
    storage.transact(async (tx) => {
      const stale = early.get(sync)
      early.set(sync, undefined)
      return work({ ...tx, lockScope: async (scope) => stale?.get(scope) ?? tx.lockScope(scope) })
    })
  return {
    ...sync,
    storage: {
      ...storage,
      transact: async (work) => {
        const row = await storage.read((reader) => reader.scope('demo'))
        early.set(sync, new Map(row ? [[row.scope, row]] : []))
        return transact(work)
      },
    },
  }
}

type Rows = ReadonlyMap<
  string,
  Awaited<ReturnType<Parameters<Parameters<SyncContext['storage']['transact']>[0]>[0]['lockScope']>>
>
const early = new WeakMap<SyncContext, Rows | undefined>()
