import type { Lock, Timers } from '../sync/ports.ts'
import { createLiveColumn } from './column/live-column.ts'
import { storeColumn } from './column/stored-column.ts'
import type { Connection } from './connection.ts'
import { repackSome } from './mirror/repack.ts'
import { readMirror } from './mirror/rows.ts'
import { resultOf } from './transaction.ts'
import type { View } from './view.ts'

export interface UpkeepOptions {
  /** One tab at a time. */
  readonly lock: Lock
  /** A drain has the storage to itself: upkeep waits for a quieter time. */
  readonly isDraining: () => Promise<boolean>
  readonly timers: Timers
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
export function createUpkeep(
  connection: Connection,
  view: View,
  options: UpkeepOptions,
  report: (error: unknown) => void,
): Upkeep {
  const { lock, isDraining, timers } = options
  let cancel: (() => void) | undefined
  const run = async (): Promise<void> => {
    await lock.ifAvailable(async () => {
      await storeColumns(connection, view, isDraining)
      await repack(connection, isDraining)
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

async function storeColumns(connection: Connection, view: View, isDraining: () => Promise<boolean>): Promise<void> {
  const { columns: stored, trimmed } = await connection.run(['meta'], 'readonly', readMirror)
  const { gen, n } = await view.loaded()
  // A stored column that nobody has looked at for long holds the log's end back.
  if (n - trimmed >= 2 * CHANGES_MAX) for (const name of Object.keys(stored)) await view.columns(name, false)
  const { columns } = await view.loaded()
  for (const { column, n } of columns) {
    const { plan } = column
    const { name } = plan.model
    const known = stored[name]
    const isBehind = known?.shape !== plan.shape || column.changed.size >= CHANGES_MAX || n - trimmed >= CHANGES_MAX
    // oxlint-disable-next-line no-await-in-loop -- one column of many megabytes at a time
    if (!isBehind || (await isDraining())) continue
    // Since the await, the column may have taken in more, or another may have taken its place.
    const now = view.peek(name)
    if (!now) continue
    const packed = now.column.changed.size === 0 ? now.column.base : now.column.packed()
    if (packed !== now.column.base) view.replace(name, { column: createLiveColumn(plan, packed), n: now.n })
    // oxlint-disable-next-line no-await-in-loop
    await storeColumn(connection, plan, packed, { gen, n: now.n })
  }
}

async function repack(connection: Connection, isDraining: () => Promise<boolean>): Promise<void> {
  const count = await connection.run(['over'], 'readonly', (tx) => resultOf(tx.objectStore('over').count()))
  let more = count > OVER_MAX
  // oxlint-disable-next-line no-await-in-loop -- small transactions, one after another
  while (more && !(await isDraining())) more = await repackSome(connection)
}
