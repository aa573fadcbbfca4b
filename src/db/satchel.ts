import type { Model } from '../../contract/model.ts'
import { knownFields } from '../../contract/validate.ts'
import { foldAll, foldRecords } from '../sync/outbox.ts'
import { type SyncContext, timeOf } from '../sync/context.ts'
import { newDeviceMeta } from '../sync/device-meta.ts'
import type { DeviceMeta } from '../sync/core/types.ts'
import type { Timers } from '../sync/ports.ts'
import { createTitleLookup } from './column/titles.ts'
import type { Connection } from './connection.ts'
import { decideEntry } from './decide-entry.ts'
import { createDrafts } from './drafts.ts'
import { UnknownModel } from '../sync/errors.ts'
import type { Satchel, SyncState } from './local-api.ts'
import { createLists } from './lists.ts'
import { createWrite, deleteWrite, type LocalWrite, updateWrite } from '../sync/local-writes.ts'
import { readMirror, readVisible } from './mirror/rows.ts'
import { type OutboxState, outboxState } from './outbox-state.ts'
import { pendingChanges } from './pending-changes.ts'
import { createUpkeep, type UpkeepTurn } from './upkeep.ts'
import { createView } from './view.ts'

export interface SatchelOptions {
  readonly connection: Connection
  /** `context.store` is the store over that connection. */
  readonly context: SyncContext
  /** The version of all models together, written into each change. */
  readonly schema: number
  /** Asks for a drain; resolves when it has ended. */
  readonly wake: (reason: string) => Promise<unknown>
  /** Without it, columns and pages are never packed anew. */
  readonly upkeep?: UpkeepTurn
  readonly timers: Timers
  /** Hears of what failed behind a call that had done its work already. */
  readonly report: (error: unknown) => void
}

/**
 * Opens one person's data in one scope on this device.
 * @throws StorageUnavailable
 */
export async function openSatchel(options: SatchelOptions): Promise<Satchel> {
  const { connection, context } = options
  await context.store.open(newDeviceMeta(context.environment.newId()))
  const satchel = createSatchel(options)
  satchel.recoverFold()
  return satchel
}

function createSatchel({ connection, context, schema, wake, timers, report, ...options }: SatchelOptions) {
  const { store, models, environment } = context
  const view = createView(connection, models)
  const lists = createLists({ connection, models, view, outbox: () => outbox(), timers, report })
  const upkeep = options.upkeep && createUpkeep({ ...options.upkeep, connection, models, view, lists, timers, report })
  const stopTouching = connection.channel.listen(() => {
    view.touch()
    upkeep?.schedule()
  })
  const drafts = createDrafts(connection)
  let folding: Promise<unknown> = Promise.resolve()
  let known: OutboxState | undefined

  const modelOf = (name: string): Model => {
    const model = models.get(name)
    if (!model) throw new UnknownModel(`no model is called ${name}`)
    return model
  }
  const inBackground = (work: Promise<unknown>): void => void work.catch(report)
  const write = async ({ entry, visible }: LocalWrite): Promise<void> => {
    await store.save(entry, visible)
    folding = Promise.all([folding, foldRecords(context, [entry])]).catch(report)
    inBackground(folding.then(() => wake('saved')))
  }
  const outbox = async (): Promise<OutboxState> => {
    const entries = await view.entries()
    if (known?.entries !== entries) known = outboxState(models, entries)
    return known
  }
  const decided = async (work: Promise<void>, entry: number): Promise<void> => {
    await work
    inBackground(drafts.deleteChoices(entry))
    inBackground(wake('decided'))
  }

  return {
    userId: connection.userId,
    scope: connection.scope,
    localCreate: async (model, id, fields) => {
      const made = createWrite(modelOf(model), id || environment.newId(), fields, schema, timeOf(environment))
      await write(made)
      return made.entry.id
    },
    localUpdate: async (model, _id, fields, { seen }) => {
      const made = updateWrite(modelOf(model), fields, seen, schema, timeOf(environment))
      if (made) await write(made)
    },
    localDelete: async (model, _id, { seen }) => {
      modelOf(model)
      await write(deleteWrite(seen, schema, timeOf(environment)))
    },
    localGet: async (name, id) => {
      const model = modelOf(name)
      const [row] = await connection.run(['meta', 'local', 'over', 'pages'], 'readonly', async (tx) =>
        readVisible(tx, (await readMirror(tx)).gen, [{ model: name, id }]),
      )
      return row && { ...row, data: knownFields(model, row.data) }
    },
    localList: async (name, query = {}) => {
      modelOf(name)
      upkeep?.schedule()
      return lists.page(name, query)
    },
    titleOf: async (name, id) => {
      modelOf(name)
      await view.columns(name, false)
      return createTitleLookup(view.column)(name, id)
    },
    pendingCount: async () => {
      await folding
      return (await outbox()).pending
    },
    pendingChanges: async () => {
      await folding
      return pendingChanges(models, view, await outbox())
    },
    resolveConflict: (entry, decision) => decided(decideEntry(context, entry, decision), entry),
    discard: (entry) => decided(decideEntry(context, entry, { kind: 'discard' }), entry),
    retry: (entry) => decided(decideEntry(context, entry, { kind: 'retry' }), entry),
    syncNow: async () => {
      await folding
      await wake('asked')
    },
    syncState: async () => stateOf(await store.read((tx) => tx.meta()), await outbox(), environment.onLine()),
    events: async () => (await store.read((tx) => tx.events())).reverse(),
    ...drafts,
    onChange: (listener) => store.onChange(listener),
    close: () => {
      stopTouching()
      upkeep?.stop()
      store.close()
    },
    /** Start-up repeats a fold that did not happen. */
    recoverFold: () => {
      folding = view
        .entries()
        .then((entries) =>
          entries.some(({ kind }) => kind === 'saved') ? store.transact((tx) => foldAll(tx, context)) : undefined,
        )
        .catch(report)
    },
  } satisfies Satchel & { recoverFold(): void }
}

function stateOf(meta: DeviceMeta, outbox: OutboxState, onLine: boolean): SyncState {
  const { lastExchangeFailed, pause, lastSuccessMs, lastError, snapshot } = meta
  return {
    pending: outbox.pending,
    review: outbox.review,
    refused: outbox.refused,
    sending: outbox.sealed && !lastExchangeFailed && pause === undefined,
    online: onLine && !lastExchangeFailed,
    ...(pause ? { pause } : {}),
    ...(lastSuccessMs === undefined ? {} : { lastSuccessMs }),
    ...(lastError === undefined ? {} : { lastError }),
    ...(snapshot && meta.cursor === undefined
      ? { progress: { received: snapshot.received, rows: snapshot.rows } }
      : {}),
  }
}
