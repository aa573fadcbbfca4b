import { plainText, subtitleOf, titleOf } from '../../../contract/label.ts'
import { type Model, referencesOf } from '../../../contract/model.ts'
import { models } from '../../../contract/models/index.ts'
import { applyPatch, type Data, type Patch, sameValue } from '../../../contract/value.ts'
import type {
  Decision,
  DeletedRecord,
  DeviceSettings,
  Draft,
  ImportReport,
  PendingChange,
  RecordState,
  Satchel,
  SyncState,
} from '../../db/local-api.ts'
import type { SyncEvent, VisibleRow } from '../../sync/core/types.ts'
import type { DrainReport } from '../../sync/drain-report.ts'
import type { Stored } from '../../sync/ports.ts'

/** What a screen asked the data to do, in order. */
export type FakeCall =
  | { readonly kind: 'create'; readonly id: string; readonly fields: Data }
  | {
      readonly kind: 'update'
      readonly id: string
      readonly fields: object
      readonly seen: VisibleRow
      readonly asks?: true
    }
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'resolve'; readonly entry: number; readonly decision: Decision }
  | { readonly kind: 'discard'; readonly entry: number; readonly withChildren: boolean }
  | { readonly kind: 'discardEverything' }
  | { readonly kind: 'retry'; readonly entry: number }
  | { readonly kind: 'confirm'; readonly entries: readonly number[] }
  | { readonly kind: 'settings'; readonly change: Partial<DeviceSettings> }
  | { readonly kind: 'export' }
  | { readonly kind: 'import'; readonly file: string; readonly isDryRun: boolean }
  | { readonly kind: 'sync' }

/** One person's data in memory, without an outbox: a test says what waits and what state the device is in. */
export interface FakeSatchel extends Satchel {
  readonly calls: readonly FakeCall[]
  setRows(rows: readonly VisibleRow[]): void
  setPending(changes: readonly PendingChange[]): void
  setDeleted(model: string, id: string, record: DeletedRecord): void
  setState(state: Partial<SyncState>): void
  /** The next write fails with this. */
  failNext(error: Error): void
  /** What the next import does; undefined: the file is none of ours. */
  setImportReport(report: ImportReport | undefined): void
  setEvents(events: readonly SyncEvent[]): void
  /** Holds `syncNow` until it is called. */
  endSync(report?: Partial<DrainReport>): void
}

export function createFakeSatchel(): FakeSatchel {
  const calls: FakeCall[] = []
  const rows = new Map<string, VisibleRow>()
  const deleted = new Map<string, DeletedRecord>()
  const drafts = new Map<string, Draft>()
  const choices = new Map<number, { readonly [field: string]: unknown }>()
  const listeners = new Set<(stored: Stored, isOwnSave: boolean) => void>()
  let pending: readonly PendingChange[] = []
  let state: SyncState = {
    ...{ pending: 0, review: 0, refused: 0, leaving: 0, unconfirmed: 0, pendingOf: {} },
    settings: { sendMode: 'automatic', worksOffline: false, deviceName: '' },
    ...{ sending: false, online: true, unread: 0 },
  }
  let importReport: ImportReport | undefined
  let events: readonly SyncEvent[] = []
  let failure: Error | undefined
  let endSync = (_: DrainReport): void => undefined
  const changed = (stored: Stored = 'all', isOwnSave = false) => {
    for (const listener of [...listeners]) listener(stored, isOwnSave)
  }
  const write = async (call: FakeCall) => {
    if (failure) {
      const error = failure
      failure = undefined
      throw error
    }
    calls.push(call)
    changed('all', true)
  }
  const put = (row: VisibleRow) => rows.set(`${row.model}/${row.id}`, row)
  const titleIn = (name: string, id: string): string | undefined => {
    const row = rows.get(`${name}/${id}`)
    return row && titleOf(modelOf(name), row.data, plainText(titleIn))
  }
  const titlesOf = (name: string, data: Data) =>
    Object.fromEntries(
      referencesOf(modelOf(name), data).map((to) => [`${to.model}/${to.id}`, titleIn(to.model, to.id) ?? '']),
    )
  const found = (name: string, search: string) =>
    [...rows.values()].filter((row) => {
      const show = plainText(titleIn)
      const model = modelOf(name)
      const text = `${titleOf(model, row.data, show)} ${subtitleOf(model, row.data, show).join(' ')}`
      return row.model === name && text.toLowerCase().includes(search.toLowerCase())
    })
  const stateOf = (model: string, id: string): RecordState => {
    const change = pending.find((other) => other.model === model && other.id === id)
    if (!change) return 'synced'
    return change.group !== 'ready' ? change.group : change.state === 'sending' ? 'sending' : 'pending'
  }
  return {
    userId: 'ana',
    scope: 'demo',
    calls,
    setRows: (next) => {
      rows.clear()
      for (const row of next) put(row)
      changed()
    },
    setDeleted: (model, id, record) => {
      deleted.set(`${model}/${id}`, record)
      changed()
    },
    setPending: (changes) => {
      pending = changes
      const countsOf = (some: readonly PendingChange[]) => ({
        pending: some.length,
        review: some.filter(({ group }) => group === 'review').length,
        refused: some.filter(({ group }) => group === 'refused').length,
      })
      const unconfirmed = changes.filter((change) => change.state === 'unconfirmed').length
      const names = [...new Set(changes.map(({ model }) => model))]
      const pendingOf = Object.fromEntries(
        names.map((name) => [name, countsOf(changes.filter(({ model }) => model === name))]),
      )
      const oldestAt = changes.map(({ editedAt }) => editedAt).sort()[0]
      const { oldestAt: _, ...rest } = state
      state = { ...rest, ...countsOf(changes), unconfirmed, pendingOf, ...(oldestAt !== undefined && { oldestAt }) }
      changed()
    },
    setState: (next) => {
      state = { ...state, ...next }
      changed('meta')
    },
    failNext: (error) => {
      failure = error
    },
    setImportReport: (report) => {
      importReport = report
    },
    setEvents: (next) => {
      events = next
      changed()
    },
    endSync: (report = {}) =>
      endSync({ reason: 'asked', sent: 0, answered: 0, parked: 0, pulled: 0, end: { kind: 'done' }, ...report }),
    localCreate: async (model, id, fields) => {
      await write({ kind: 'create', id, fields })
      put({ model, id, version: 0, data: fields, updatedAt: AT, updatedBy: 'Ana' })
      changed()
      return id
    },
    localUpdate: async (_model, id, fields, options) => {
      const { seen } = options
      await write({ kind: 'update', id, fields, ...options })
      put({ ...seen, data: applyPatch(seen.data, fields) })
      changed()
    },
    localDelete: async (model, id) => {
      await write({ kind: 'delete', id })
      rows.delete(`${model}/${id}`)
      changed()
    },
    localGet: async (model, id) => rows.get(`${model}/${id}`),
    localDeleted: async (model, id) => deleted.get(`${model}/${id}`),
    serverRow: async (model, id) => {
      const row = rows.get(`${model}/${id}`)
      return row && { ...row, deleted: false }
    },
    localList: async (model, { search = '', where = {}, orderBy, offset = 0, limit = 200 } = {}) => {
      const holds = ({ data }: VisibleRow) =>
        Object.entries(where).every(([name, value]) => sameValue(data[name], value))
      const all = found(model, search).filter(holds)
      if (orderBy === 'title')
        all.sort((a, b) => ((titleIn(model, a.id) ?? '') < (titleIn(model, b.id) ?? '') ? -1 : 1))
      const page = all.slice(offset, offset + limit)
      const items = page.map(({ id, data }) => ({
        id,
        title: titleIn(model, id) ?? '',
        shown: data,
        titles: titlesOf(model, data),
        state: stateOf(model, id),
      }))
      return { total: all.length, items }
    },
    titleOf: async (model, id) => titleIn(model, id),
    pendingCount: async () => pending.length,
    pendingChanges: async () => [...pending],
    resolveConflict: async (entry, decision) => {
      await write({ kind: 'resolve', entry, decision })
      if (decision.kind === 'merge')
        pending = pending.map((change) => (change.key === entry ? afterMerge(change, decision.values) : change))
      changed()
    },
    childrenOf: async (entry) => {
      const parent = pending.find(({ key }) => key === entry)
      return pending.filter(({ waitsFor }) => waitsFor?.model === parent?.model && waitsFor?.id === parent?.id)
    },
    discard: (entry, { withChildren = false } = {}) => write({ kind: 'discard', entry, withChildren }),
    discardEverything: () => write({ kind: 'discardEverything' }),
    retry: (entry) => write({ kind: 'retry', entry }),
    confirm: (entries) => write({ kind: 'confirm', entries }),
    settings: async () => state.settings,
    changeSettings: async (change) => {
      await write({ kind: 'settings', change })
      state = { ...state, settings: { ...state.settings, ...change } }
      changed()
    },
    syncNow: () => {
      calls.push({ kind: 'sync' })
      return new Promise((resolve) => {
        endSync = resolve
      })
    },
    syncState: async () => state,
    events: async () => [...events],
    diagnostics: async () => ({
      ...{ deviceId: 'device-1', device: {}, records: { buildings: rows.size } },
      ...{ entries: { open: pending.length }, events },
    }),
    exportAll: async () => {
      await write({ kind: 'export' })
      return { userId: 'ana', scope: 'demo', outbox: pending, local: [], drafts: [], journal: [], unreadable: {} }
    },
    importAll: async (file, { isDryRun }) => {
      await write({ kind: 'import', file, isDryRun })
      return importReport
    },
    putDraft: async (model, id, draft) => void drafts.set(`${model}/${id}`, draft),
    getDraft: async (model, id) => drafts.get(`${model}/${id}`),
    deleteDraft: async (model, id) => void drafts.delete(`${model}/${id}`),
    drafts: async (model) =>
      new Map(
        [...drafts].flatMap(([key, draft]) =>
          key.startsWith(`${model}/`) ? [[key.slice(model.length + 1), draft]] : [],
        ),
      ),
    putChoices: async (entry, next) => void choices.set(entry, next),
    getChoices: async (entry) => choices.get(entry),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => undefined,
  }
}

/** A record of a building, version 1. */
export function buildingRow(id: string, data: Data, more: Partial<VisibleRow> = {}): VisibleRow {
  return { model: 'buildings', id, version: 1, data, updatedAt: AT, updatedBy: 'Ben', ...more }
}

/** A waiting update of a building. */
export function pendingBuilding(key: number, label: string, more: Partial<PendingChange> = {}): PendingChange {
  const change = {
    model: 'buildings',
    id: `b${key}`,
    op: 'update',
    patch: {},
    base: {},
    baseVersion: 1,
    attempts: 0,
  } as const
  return { ...change, key, label, group: 'ready', state: 'ready', editedAt: AT, ...more }
}

/** A conflict with fewer questions, or none. */
function afterMerge({ reason, ...waiting }: PendingChange, values: Patch): PendingChange {
  const fields = reason?.kind === 'conflict' ? reason.fields.filter((field) => !Object.hasOwn(values, field)) : []
  const change = { ...waiting, patch: { ...waiting.patch, ...values } }
  return reason?.kind === 'conflict' && fields.length > 0
    ? { ...change, reason: { ...reason, fields } }
    : { ...change, group: 'ready', state: 'ready' }
}

/** The clock of these tests' records. */
const AT = '2026-11-20T10:00:00.000Z'

function modelOf(name: string): Model {
  const model = models.get(name)
  if (!model) throw new Error(`no model ${name}`)
  return model
}
