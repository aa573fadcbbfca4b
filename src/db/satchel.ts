import type { Model } from '../../contract/model.ts'
import type { Registry } from '../../contract/registry.ts'
import type { SyncContext } from '../sync/context.ts'
import type { DeviceMeta, SendMode } from '../sync/core/types.ts'
import { newDeviceMeta } from '../sync/device/device-meta.ts'
import { UnknownModel } from '../sync/errors.ts'
import { mayChange } from '../sync/stored.ts'
import type { Timers } from '../sync/ports.ts'
import type { DrainReport } from '../sync/drain-report.ts'
import { createTitleLookup } from './column/titles.ts'
import type { Connection } from './connection.ts'
import { decideEntry, discardEntry, discardEverything } from './decide-entry.ts'
import { createDeviceApi } from './device-api.ts'
import { settingsOf } from './device-settings.ts'
import { createDrafts } from './drafts.ts'
import { createLists } from './lists.ts'
import type { Satchel, SyncState } from './local-api.ts'
import { type OutboxState, outboxState } from './outbox-state.ts'
import { childChanges, pendingChanges } from './pending-changes.ts'
import { createRecordReads } from './record-reads.ts'
import { titleFromRows } from './row-title.ts'
import { type AfterPaint, createSaving, type Saving } from './saving.ts'
import { lastResultOf } from './transaction.ts'
import { createUpkeep, type UpkeepTurn } from './upkeep.ts'
import { createView, type View } from './view.ts'

export interface SatchelOptions {
  readonly connection: Connection
  /** `context.store` is the store over that connection. */
  readonly context: SyncContext
  /** The version of all models together, written into each change. */
  readonly schema: number
  /** Asks for a drain; resolves when it has ended. */
  readonly wake: (reason: string) => Promise<DrainReport>
  /** The model whose list the person will see first, if that is known: it is read ahead. */
  readonly firstList?: string | undefined
  /** Without it, columns and pages are never packed anew. */
  readonly upkeep?: UpkeepTurn
  readonly timers: Timers
  readonly afterPaint?: AfterPaint
  /** Called with what fails in the background, after the call that caused it has returned. */
  readonly report: (error: unknown) => void
}

/**
 * Opens one person's data in one scope on this device.
 * @throws StorageUnavailable
 */
export async function openSatchel(options: SatchelOptions): Promise<Satchel> {
  const { context, schema, wake, report, afterPaint } = options
  await context.store.open(newDeviceMeta(context.environment.newId()))
  const modelOf = (name: string): Model => {
    const model = context.models.get(name)
    if (!model) throw new UnknownModel(`no model is called ${name}`)
    return model
  }
  const saving = createSaving({ context, schema, wake, report, modelOf, ...(afterPaint && { afterPaint }) })
  const satchel = createSatchel(options, saving, modelOf)
  saving.recoverFold()
  return satchel
}

function createSatchel(options: SatchelOptions, saving: Saving, modelOf: (name: string) => Model): Satchel {
  const { connection, context, wake, timers, report } = options
  const { store, models, environment } = context
  const { folded, localCreate, localUpdate, localDelete } = saving
  const view = createView(connection, models)
  const outbox = createOutbox(models, view)
  const readMeta = createMetaReads(connection)
  const { serverRows, ...records } = createRecordReads(connection, modelOf)
  const lastSeen = async () => (await outbox()).lastSeen
  const lists = createLists({ connection, models, view, outbox, timers, report })
  const upkeep =
    options.upkeep &&
    createUpkeep({ ...options.upkeep, connection, models, view, lists, timers, nowMs: environment.nowMs, report })
  const stopTouching = connection.channel.listen((stored, save) => {
    if (!mayChange('records', stored)) return
    lists.touch()
    view.touch(save)
    upkeep?.schedule()
  })
  // Read ahead, for the first picture. If it cannot be read, whoever asks for it next is told.
  view.entries().catch(() => undefined)
  if (options.firstList !== undefined && models.get(options.firstList)) lists.prepare(options.firstList)
  const { deleteChoices, ...drafts } = createDrafts(connection)
  const decided = (entries: readonly number[]): void =>
    void Promise.all([deleteChoices(entries), wake('decided')]).catch(report)

  return {
    userId: connection.userId,
    scope: connection.scope,
    ...{ localCreate, localUpdate, localDelete },
    ...records,
    localList: async (name, query = {}) => {
      modelOf(name)
      upkeep?.schedule()
      return lists.page(name, query)
    },
    titleOf: async (name, id) => {
      modelOf(name)
      if (!view.column(name)) return titleFromRows({ models, ...records, lastSeen }, name, id)
      await view.columns(name, false)
      const isHere = (view.column(name)?.slotOf(id) ?? -1) >= 0
      return isHere ? createTitleLookup(view.column, await lastSeen())(name, id) : undefined
    },
    pendingCount: () => folded().then(async () => (await outbox()).pending),
    pendingChanges: () =>
      folded().then(async () => pendingChanges(models, view, await outbox((await readMeta()).sendMode), serverRows)),
    resolveConflict: (entry, decision) => decideEntry(context, entry, decision).then(() => decided([entry])),
    childrenOf: (entry) => folded().then(async () => childChanges(models, view, await outbox(), entry, serverRows)),
    discard: (entry, { withChildren = false } = {}) => discardEntry(context, entry, withChildren).then(decided),
    discardEverything: () =>
      folded()
        .then(() => discardEverything(context))
        .then(decided),
    retry: (entry) => decideEntry(context, entry, { kind: 'retry' }).then(() => decided([entry])),
    syncNow: () => folded().then(() => wake('asked')),
    settings: async () => settingsOf(await readMeta()),
    syncState: async () => {
      const meta = await readMeta()
      return stateOf(meta, await outbox(meta.sendMode), environment.onLine())
    },
    events: async () => (await store.read((tx) => tx.events())).reverse(),
    ...createDeviceApi({ ...options, drafts, lists, view, folded, decided }),
    ...drafts,
    onChange: (listener) => store.onChange(listener),
    close: () => {
      stopTouching()
      upkeep?.stop()
      store.close()
    },
  }
}

/** The device's own state, read again only when it may have changed; a transaction over `meta` alone waits for no other writer. */
function createMetaReads({ channel, run }: Connection): () => Promise<DeviceMeta> {
  let known: Promise<DeviceMeta> | undefined
  channel.listen((stored) => {
    if (mayChange('meta', stored)) known = undefined
  })
  return () => {
    const read = (known ??= run(['meta'], 'readonly', (tx) => lastResultOf(tx, tx.objectStore('meta').get('device'))))
    // What could not be read is read anew.
    read.catch(() => {
      if (known === read) known = undefined
    })
    return read
  }
}

/** The outbox's state, worked out again only when its entries have changed. */
function createOutbox(models: Registry, view: View): (sendMode?: SendMode) => Promise<OutboxState> {
  let known: OutboxState | undefined
  // A caller that passes no mode uses nothing that depends on it.
  return async (sendMode = known?.sendMode ?? 'automatic') => {
    const entries = await view.entries()
    if (known?.entries !== entries || known.sendMode !== sendMode) known = outboxState(models, entries, sendMode)
    return known
  }
}

function stateOf(meta: DeviceMeta, outbox: OutboxState, onLine: boolean): SyncState {
  const { lastExchangeFailed, pause, lastSuccessMs, lastError, snapshot, unread = [] } = meta
  return {
    pending: outbox.pending,
    review: outbox.review,
    refused: outbox.refused,
    unconfirmed: outbox.unconfirmed,
    leaving: outbox.leaving,
    pendingOf: outbox.pendingOf,
    settings: settingsOf(meta),
    sending: outbox.sealed && !lastExchangeFailed && pause === undefined,
    online: onLine && !lastExchangeFailed,
    unread: unread.length,
    ...(outbox.oldestAt === undefined ? {} : { oldestAt: outbox.oldestAt }),
    ...(pause ? { pause } : {}),
    ...(lastSuccessMs === undefined ? {} : { lastSuccessMs }),
    ...(lastError === undefined ? {} : { lastError }),
    ...(snapshot && meta.cursor === undefined
      ? { progress: { received: snapshot.received, rows: snapshot.rows } }
      : {}),
  }
}
