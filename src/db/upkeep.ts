/* oxlint-disable no-await-in-loop -- upkeep does one small thing after another */
import type { Registry } from '../../contract/registry.ts'
import type { DeviceMeta } from '../sync/core/types.ts'
import type { Lock, Timers } from '../sync/ports.ts'
import { isDigestDue } from '../sync/device/repair.ts'
import { storeColumn } from './column/stored-column.ts'
import type { Connection } from './connection.ts'
import type { Lists } from './lists.ts'
import { scanSome } from './mirror/digest-scan.ts'
import { repackSome } from './mirror/repack.ts'
import { readMirror } from './mirror/rows.ts'
import { resultOf } from './transaction.ts'
import type { View } from './view.ts'

/** When upkeep may work. */
export interface UpkeepTurn {
  /** One tab at a time. */
  readonly lock: Lock
  /** A drain has the storage to itself: upkeep waits for a quieter time. */
  readonly isDraining: () => Promise<boolean>
}

export interface UpkeepOptions extends UpkeepTurn {
  readonly connection: Connection
  readonly models: Registry
  readonly view: View
  readonly lists: Lists
  readonly timers: Timers
  readonly nowMs: () => number
  readonly report: (error: unknown) => void
}

export interface Upkeep {
  /** Something may have become worth doing; it is done a little later. */
  schedule(): void
  /** Does now what is worth doing. */
  run(): Promise<void>
  stop(): void
}

/** A column is packed and stored anew after so many changes. */
export const CHANGES_MAX = 1_000
/** So many rows may lie over their pages. */
export const OVER_MAX = 2_000
const DELAY_MS = 2_000

/** Keeps columns and pages in shape (M6), in small transactions each of which leaves the database whole. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { connection, models, view, lists, lock, isDraining, timers, nowMs, report } = options
  let cancel: (() => void) | undefined
  const run = async (): Promise<void> => {
    await lock.ifAvailable(async () => {
      if (await isDraining()) return
      await lists.storeHeads()
      await storeColumns(connection, models, view, isDraining)
      await repack(connection, isDraining)
      await takeDigests(connection, nowMs, isDraining)
    })
  }
  return {
    schedule: () => {
      cancel ??= timers.after(DELAY_MS, () => {
        cancel = undefined
        run().catch(report)
      })
    },
    run,
    stop: () => cancel?.(),
  }
}

async function storeColumns(
  connection: Connection,
  models: Registry,
  view: View,
  isDraining: () => Promise<boolean>,
): Promise<void> {
  const { columns: stored, trimmed } = await connection.run(['meta'], 'readonly', readMirror)
  const { n } = await view.position()
  const isLogLong = n - trimmed >= CHANGES_MAX
  for (const model of models.all) {
    if (await isDraining()) return
    // A stored column that nobody has looked at for long holds back the end of the log.
    if (isLogLong && stored[model.name]) await view.columns(model.name, false)
    const column = view.column(model.name)
    if (!column) continue
    const isBehind = stored[model.name]?.shape !== column.plan.shape || column.changed.size >= CHANGES_MAX
    if (!isBehind && !(isLogLong && column.changed.size > 0)) continue
    const now = await view.pack(model.name)
    if (now) await storeColumn(connection, column.plan, now.packed, now)
  }
}

async function repack(connection: Connection, isDraining: () => Promise<boolean>): Promise<void> {
  const count = await connection.run(['over'], 'readonly', (tx) => resultOf(tx.objectStore('over').count()))
  let more = count > OVER_MAX
  while (more && !(await isDraining())) more = await repackSome(connection)
}

/** Once a day the mirror is hashed for a comparison with the server's (WP27); the drain that comes next makes it. */
async function takeDigests(
  connection: Connection,
  nowMs: () => number,
  isDraining: () => Promise<boolean>,
): Promise<void> {
  const meta = await connection.run(['meta'], 'readonly', (tx) =>
    resultOf<DeviceMeta | undefined>(tx.objectStore('meta').get('device')),
  )
  let more = meta !== undefined && isDigestDue(meta, nowMs())
  while (more && !(await isDraining())) more = await scanSome(connection)
}
