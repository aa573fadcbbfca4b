import type { Model } from '../../contract/model.ts'
import { type SyncContext, timeOf } from '../sync/context.ts'
import { recordName } from '../sync/core/record-name.ts'
import type { RecordKey } from '../sync/core/types.ts'
import { createWrite, deleteWrite, type LocalWrite, updateWrite } from '../sync/device/local-writes.ts'
import { foldAll, foldRecords } from '../sync/device/outbox.ts'
import { findStrays, repairStrays } from '../sync/device/strays.ts'
import type { Satchel } from './local-api.ts'

type Writes = Pick<Satchel, 'localCreate' | 'localUpdate' | 'localDelete'>

export interface Saving extends Writes {
  /** Resolves when the saves so far are folded. */
  folded(): Promise<unknown>
  /** Start-up repeats a fold that did not happen, and queues what would never be sent. */
  recoverFold(): void
}

export interface SavingOptions {
  readonly context: SyncContext
  readonly schema: number
  readonly wake: (reason: string) => Promise<unknown>
  readonly report: (error: unknown) => void
  /** @throws UnknownModel */
  readonly modelOf: (name: string) => Model
  /** Runs work after the next picture, which shows the save; absent (in the worker): at once. */
  readonly afterPaint?: AfterPaint
}

export type AfterPaint = (work: () => void) => void

/** The three ways to change a record here. Each call writes in its own turn (`SyncStore.save`); wake-up and fold follow behind. */
export function createSaving(options: SavingOptions): Saving {
  const { context, schema, wake, report, modelOf, afterPaint = (work) => work() } = options
  const { store, environment } = context
  let folding: Promise<unknown> = Promise.resolve()

  const save = async ({ entry, visible }: LocalWrite): Promise<void> => {
    const saved = store.save(entry, visible)
    folding = Promise.allSettled([folding, foldBehind(saved, entry)])
    await saved
    // At once: a drain goes on while the page makes its picture.
    void wake('saved').catch(report)
  }
  const foldBehind = async (saved: Promise<unknown>, record: RecordKey): Promise<void> => {
    await saved
    await new Promise<void>(afterPaint)
    try {
      // A drain may have folded it by then: a read finds out, and unlike a write holds up nobody.
      const entries = await store.read((tx) => tx.entriesOf([record]))
      if (entries.some(({ kind }) => kind === 'saved')) await foldRecords(context, [record])
    } catch (error) {
      report(error)
    }
  }
  return {
    localCreate: async (model, id, fields) => {
      const made = createWrite(modelOf(model), id || environment.newId(), fields, schema, timeOf(environment))
      await save(made)
      return made.entry.id
    },
    localUpdate: async (model, id, fields, { seen, asks }) => {
      mustBeOf(seen, model, id)
      const made = updateWrite(modelOf(model), fields, seen, schema, timeOf(environment), asks)
      if (made) await save(made)
    },
    localDelete: async (model, id, { seen }) => {
      modelOf(model)
      mustBeOf(seen, model, id)
      await save(deleteWrite(seen, schema, timeOf(environment)))
    },
    folded: () => folding,
    recoverFold: () => {
      folding = recoverFold(context).catch(report)
    },
  }
}

/** A save is made on the row that was seen: with another record's row it would change that record, not the one named. */
function mustBeOf(seen: RecordKey, model: string, id: string): void {
  if (seen.model === model && seen.id === id) return
  throw new Error(`the row seen is ${recordName(seen)}, not ${recordName({ model, id })}`)
}

async function recoverFold(context: SyncContext): Promise<void> {
  const { store } = context
  const { entries, strays } = await store.read(async (tx) => ({
    entries: await tx.entries(),
    strays: await findStrays(tx),
  }))
  const hasStrays = strays.unsent.length + strays.unseen.length > 0
  if (!hasStrays && !entries.some(({ kind }) => kind === 'saved')) return
  await store.transact(async (tx) => {
    await foldAll(tx, context)
    if (hasStrays) await repairStrays(tx, context)
  })
}
