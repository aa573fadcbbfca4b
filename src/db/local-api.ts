import type { Op } from '../../contract/change.ts'
import type { Data, Patch, Value } from '../../contract/value.ts'
import type { Pause, ParkedReason, RecordKey, SendMode, ServerRow, SyncEvent, VisibleRow } from '../sync/core/types.ts'
import type { DrainReport } from '../sync/drain-report.ts'
import type { PendingExport } from '../sync/device/export-file.ts'
import type { Stored } from '../sync/ports.ts'
import type { Unusable } from '../sync/device/import-file.ts'

/** The state of one record, as its row in a list shows it. */
export type RecordState = 'synced' | 'pending' | 'sending' | 'review' | 'refused' | 'held'

/** One line of a list: read from the column in memory, never from a full row. */
export interface ListItem {
  readonly id: string
  /** Title fields, references resolved to their target's title. */
  readonly title: string
  /** The values of the title and subtitle fields (references as ids), for a second line in the person's own language. */
  readonly shown: Data
  /** The titles of what the references among them lead to, by `model/id`: to show a line, nothing is looked up. */
  readonly titles: { readonly [reference: string]: string }
  readonly state: RecordState
}

export interface ListQuery {
  /** Filter or reference fields that must hold these values; one of many choices must be among them. */
  readonly where?: { readonly [field: string]: Value }
  /** `changed` (the default): last changed first. `title`: by title, in code-unit order of its folded text. */
  readonly orderBy?: 'changed' | 'title'
  /** Every word must occur in the searched text; case and accents are ignored. */
  readonly search?: string
  readonly offset?: number
  /** At most 200. */
  readonly limit?: number
}

export interface ListPage {
  /** How many records match, all pages together. */
  readonly total: number
  readonly items: readonly ListItem[]
}

/** What a deleted record last held, who deleted it, and when (RFC 3339, server clock). */
export interface DeletedRecord {
  readonly data: Data
  readonly by: string
  readonly at: string
}

/** One waiting change as Pending changes shows it. */
export interface PendingChange extends RecordKey {
  /** The entry's key: names it in `resolveConflict` and `discard`. */
  readonly key: number
  readonly op: Op
  /** The record's title. */
  readonly label: string
  readonly group: 'review' | 'refused' | 'ready'
  /** `unconfirmed`: waits for the person's word; `held`: for another change. */
  readonly state: 'ready' | 'unconfirmed' | 'sending' | 'held' | 'parked'
  readonly patch: Patch
  /** The values that the person saw when the edit began. */
  readonly base: Data
  /** The server's version of them; 0: the record was not there. */
  readonly baseVersion: number
  readonly reason?: ParkedReason
  /** `held`: the record whose pending change it waits for. */
  readonly waitsFor?: RecordKey & { readonly label: string }
  /** `unconfirmed` or `held`: others have changed the same since, which is asked about once it is sent. */
  readonly meanwhile?: Meanwhile
  readonly attempts: number
  readonly lastError?: string
  readonly editedAt: string
}

/** Fields that others have changed while an edit of them waits, and who, if that is known. */
export interface Meanwhile {
  readonly fields: readonly string[]
  readonly by?: string
}

/** Records not yet on the server, and how many of them need a person. */
export interface PendingCounts {
  readonly pending: number
  readonly review: number
  readonly refused: number
}

/** What the header shows; everything derived, nothing stored twice. */
export interface SyncState extends PendingCounts {
  /** Of these, those that wait for the person's word. */
  readonly unconfirmed: number
  /** Those that wait for nothing but the network: an unanswered change is one, whatever was edited since. */
  readonly leaving: number
  /** By model; of one that nothing waits of, nothing. */
  readonly pendingOf: { readonly [model: string]: PendingCounts }
  /** Since when the longest waiting of them is on this device only (RFC 3339); absent if nothing waits. */
  readonly oldestAt?: string
  readonly settings: DeviceSettings
  readonly sending: boolean
  /** The last exchange was answered and the device does not believe itself offline. */
  readonly online: boolean
  /** Records of the server that could not be read here, and are asked for again. */
  readonly unread: number
  readonly pause?: Pause
  /** Epoch ms of the last complete push + pull. */
  readonly lastSuccessMs?: number
  readonly lastError?: string
  /** A first sync under way. */
  readonly progress?: { readonly received: number; readonly rows: number }
}

/** How this device syncs, as its person wants it; it lies with the data, so that every tab and the worker obey. */
export interface DeviceSettings {
  readonly sendMode: SendMode
  /** Nothing goes out or comes in. */
  readonly worksOffline: boolean
  /** What the person calls this device, '' if nothing; it is never sent. */
  readonly deviceName: string
}

/** A record in a file of "Export all". */
export interface ImportLine extends RecordKey {
  readonly label: string
}

/** What importing a file does, or would do. */
export interface ImportReport {
  /** New entries of the outbox; `needsReview`: the server's row has moved meanwhile. */
  readonly added: readonly (ImportLine & { readonly op: Op; readonly needsReview: boolean })[]
  /** Left out, because another edit of the record waits here. */
  readonly waits: readonly ImportLine[]
  /** How many records' changes this device or the server has already. */
  readonly here: number
  /** New drafts of forms. */
  readonly drafts: number
  readonly unusable: readonly Unusable[]
  /** How much of the file belongs to another person or workspace, and is left out. */
  readonly foreign: number
}

/** What helps somebody who helps. Nothing in it lets anybody sign in. */
export interface Diagnostics {
  readonly deviceId: string
  /** The rest of the device's own state. */
  readonly device: { readonly [name: string]: unknown }
  /** Records on this device, by model. */
  readonly records: { readonly [model: string]: number }
  /** Entries of the outbox, by what they are: `open`, `sealed`, `parked: refused` … */
  readonly entries: { readonly [kind: string]: number }
  /** Newest first, at most 500. */
  readonly events: readonly SyncEvent[]
}

/** How a person decided: for a conflict, a value per field in conflict (`null` clears it); one for a field that merged by itself undoes that. */
export type Decision =
  | {
      readonly kind: 'merge'
      readonly values: { readonly [field: string]: Value | null }
      /** The server's data that the dialog showed: a field that has moved since is asked again. */
      readonly seen?: Data
    }
  /** Deleted there, changed here: create it again with my changes. Deleted here, changed there: delete anyway. */
  | { readonly kind: 'insist' }

/** The API for people who build on Satchel: one person's data in one scope on this device. */
export interface Satchel {
  readonly userId: string
  readonly scope: string
  /**
   * Creates a record on the device. Validation is synchronous, and the write begins in the caller's turn.
   * @param id '' makes one (UUIDv7)
   * @returns the id, once the record is safe on this device
   * @throws InvalidRecord (`fields`: name → reason), UnknownModel, QuotaExceeded, StorageUnavailable: nothing was stored
   */
  localCreate(model: string, id: string, fields: Data): Promise<string>
  /**
   * Changes a record: the fields that differ from `seen` become the patch, based on `seen.version`. If none differs, nothing is stored.
   * @param fields new values; `null` clears, a field left out stays
   * @param options.seen this record as the person saw it when they began, from `localGet`
   * @param options.asks the change was in question before: it is again, at once, where the server's row differs
   * @throws as localCreate
   */
  localUpdate(
    model: string,
    id: string,
    fields: Patch,
    options: { readonly seen: VisibleRow; readonly asks?: true },
  ): Promise<void>
  /** Deletes a record. @param options.seen as in localUpdate @throws as localCreate */
  localDelete(model: string, id: string, options: { readonly seen: VisibleRow }): Promise<void>
  /** A record as the person sees it: the server's row with what waits here on top. @returns undefined if there is none, or it is deleted */
  localGet(model: string, id: string): Promise<VisibleRow | undefined>
  /** A record that the server knows as deleted, as this device last knew it; undefined for any other. */
  localDeleted(model: string, id: string): Promise<DeletedRecord | undefined>
  /** The server's row as this device last received it, whatever waits here; undefined if it never did. */
  serverRow(model: string, id: string): Promise<ServerRow | undefined>
  /** One page of a model's records. @throws UnknownModel */
  localList(model: string, query?: ListQuery): Promise<ListPage>
  /** A record's title, references resolved; undefined if this device does not have the record. */
  titleOf(model: string, id: string): Promise<string | undefined>
  /** How many records are not yet on the server. */
  pendingCount(): Promise<number>
  /** All of them, in the order in which they were first edited. */
  pendingChanges(): Promise<PendingChange[]>
  /**
   * Decides a change that needs a person; the decision is sent when the server can be reached.
   * @param entry its `key` in `pendingChanges`
   * @throws EntryInFlight if it is being sent
   * @throws NoSuchEntry if it does not wait any more, or not for such a decision; nothing was changed
   */
  resolveConflict(entry: number, decision: Decision): Promise<void>
  /** The waiting changes that refer to what this one creates, directly or through each other: ask before they go with it. */
  childrenOf(entry: number): Promise<PendingChange[]>
  /**
   * Takes a waiting change back: the record shows the server's row again.
   * @param options.withChildren takes `childrenOf` back too, all or none
   * @throws HasChildren without it, if there are any
   * @throws EntryInFlight if it or one of them was sent and not yet answered
   * @throws NoSuchEntry if it does not wait any more; nothing was changed
   */
  discard(entry: number, options?: { readonly withChildren?: boolean }): Promise<void>
  /** Takes back all that waits. @throws EntryInFlight if some of it was sent and not yet answered; nothing was changed */
  discardEverything(): Promise<void>
  /** Sends a refused or failed change again, under a new id. @throws as resolveConflict */
  retry(entry: number): Promise<void>
  /** The person's word that these changes may leave as they are; keys of others are ignored (`sendMode`: `onConfirm`). */
  confirm(entries: readonly number[]): Promise<void>
  settings(): Promise<DeviceSettings>
  changeSettings(change: Partial<DeviceSettings>): Promise<void>
  /** Push and pull now. @returns what came of it, once the drain that serves it has ended */
  syncNow(): Promise<DrainReport>
  syncState(): Promise<SyncState>
  /** The sync log, newest first, at most 500. */
  events(): Promise<SyncEvent[]>
  diagnostics(): Promise<Diagnostics>
  /**
   * Everything that waits, drafts included, for a file (`exportFile`). Works where single records are damaged.
   * @throws the browser's error if nothing at all can be read
   */
  exportAll(): Promise<PendingExport>
  /**
   * Takes such a file in: its changes become ordinary edits. A second time it adds nothing, and it overwrites nothing.
   * @param options.isDryRun only tells what would be done
   * @returns undefined if the text is no such file
   */
  importAll(file: string, options: { readonly isDryRun: boolean }): Promise<ImportReport | undefined>
  /** A form's unsaved input; it survives a kill. */
  putDraft(model: string, id: string, draft: Draft): Promise<void>
  getDraft(model: string, id: string): Promise<Draft | undefined>
  deleteDraft(model: string, id: string): Promise<void>
  /** Every draft of a model, by the id it is kept under. A draft tells no listener: only forms of this device write them. */
  drafts(model: string): Promise<ReadonlyMap<string, Draft>>
  /** What a person had chosen in a conflict dialog that was not applied yet. */
  putChoices(entry: number, choices: { readonly [field: string]: unknown }): Promise<void>
  getChoices(entry: number): Promise<{ readonly [field: string]: unknown } | undefined>
  /** Called after any change that a screen could show, from any tab or the worker. */
  onChange(listener: (stored: Stored, isOwnSave: boolean) => void): () => void
  close(): void
}

export interface Draft {
  readonly values: Patch
  /** The row that the form showed when it opened; absent for a new record. */
  readonly seen?: VisibleRow
  /** A reference whose record was being created in the form's place, what had been searched for, and where that record's draft is. */
  readonly creating?: { readonly field: string; readonly text: string; readonly slot?: string }
}
