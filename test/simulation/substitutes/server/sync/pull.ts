import * as real from '../../../../../server/sync/pull.ts'
import type { RecordRow } from '../../../../../server/storage/tables.ts'
import type { SyncContext } from '../../../../../server/sync/context.ts'
import { isOn } from '../../../switches.ts'

export * from '../../../../../server/sync/pull.ts'

export const pull: typeof real.pull = (sync, scope, query) => real.pull(forgetful(sync), scope, query)

function forgetful(sync: SyncContext): SyncContext {
  const isKept = (row: RecordRow): boolean =>
    !(isOn('a deleted record is not told of') && row.deleted === 1) &&
    !(isOn('the cursor passes over a row') && row.seq % 7 === 3)
  const { storage } = sync
  const read: typeof storage.read = (work) =>
    storage.read((reader) =>
      work({
        ...reader,
        changedSince: async (...asked) => (await reader.changedSince(...asked)).filter(isKept),
      }),
    )
  return { ...sync, storage: { ...storage, read } }
}
