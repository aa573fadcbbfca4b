import type { Op } from '../../../contract/change.ts'
import type { Data, Patch, Value } from '../../../contract/value.ts'

export interface RecordKey {
  readonly model: string
  readonly id: string
}

/** The server's row as last received: the shadow. A tombstone is `deleted` and has no data. */
export interface ServerRow extends RecordKey {
  readonly version: number
  readonly deleted: boolean
  /** As the server sent it, unknown fields included. */
  readonly data: Data
  /** RFC 3339, the server's clock; '' as long as nobody has told. */
  readonly updatedAt: string
  /** '' as long as nobody has told. */
  readonly updatedBy: string
  /** Of a tombstone: what the record last held, if the device knew it, so that a person can restore it. */
  readonly last?: Data
}

/** What the person sees: shadow + replay of the record's entries. */
export interface VisibleRow extends RecordKey {
  /**
   * The server version below it; 0 if the server does not know the record yet. Where this device's own changes hide a value that
   * came in since, the version that they were made on.
   */
  readonly version: number
  readonly data: Data
  /** RFC 3339: the newest entry's `editedAt` (device clock), else the server's. */
  readonly updatedAt: string
  /** '' if the newest change is this device's and still waits, or, without `updatedAt`, if it is not known yet whose it is. */
  readonly updatedBy: string
}

/** What the person saw when the edit began. */
export interface Base {
  /** 0 for a create; a tombstone's version for a restore. */
  readonly version: number
  /** update: the edited fields' values, absent = unset. delete: all values. create: empty. */
  readonly values: Data
}

interface EntryBasics extends RecordKey {
  /** Rises with the first edit; the outbox's primary key. */
  readonly key: number
  readonly op: Op
  /** create: all set fields. update: the changed fields, `null` clears. delete: empty. */
  readonly patch: Patch
  readonly base: Base
  /** The model schema it was written under. */
  readonly schema: number
  /** RFC 3339, device clock: the last edit folded into this entry. */
  readonly editedAt: string
  /** How often it was sent without a result. */
  readonly attempts: number
  readonly lastError?: string
  /** The person said that it may leave as it is (SendMode `onConfirm`). A later edit takes that back. */
  readonly confirmed?: true
  /** An update on an old version: what has come in beside it since (RB16). In a conflict it is part of the question. */
  readonly taken?: { readonly [field: string]: TakenField }
}

/** One save, as the write path puts it; the fold takes it into the record's open entry. */
export interface SavedEntry extends EntryBasics {
  readonly kind: 'saved'
  /** A field that differs is asked about here: the server would see no conflict, or has been told of this one. */
  readonly asks?: true
}
/** May still change: never sent, or sent, refused and taken up again under a new id. */
export interface OpenEntry extends EntryBasics {
  readonly kind: 'open'
}
/** On its way: never changes; every repeat sends these bytes. */
export interface SealedEntry extends EntryBasics {
  readonly kind: 'sealed'
  readonly mutationId: number
  /** The change's exact JSON text. */
  readonly body: string
  /** How often the server said `RETRY` to this one first. */
  readonly retries: number
  /** How often it failed as the only change of its push; 0: only among others. */
  readonly failedAlone?: number
  /** How often somebody on the way (a proxy) called it too large then. */
  readonly toldTooLarge?: number
  /** Did others get a result since it began to fail? */
  readonly othersThrough?: boolean
}
/** Needs a person. */
export interface ParkedEntry extends EntryBasics {
  readonly kind: 'parked'
  readonly reason: ParkedReason
}
export type Entry = SavedEntry | OpenEntry | SealedEntry | ParkedEntry

/** Who last set a field on the server, and when (RFC 3339, server clock). */
export interface Holder {
  readonly version: number
  readonly by: string
  readonly at: string
  /** Only who changed the row last is known: the field may have been another's. */
  readonly isOfRow?: true
}

/** A field that only the other side changed, or both to the same value: taken over without a question. */
export interface TakenField {
  /** What the person last saw in it; `null`: nothing. */
  readonly was: Value | null
  readonly holder: Holder
}

export type ParkedReason =
  /** The same fields changed on both sides, or the row moved under a delete. */
  | {
      readonly kind: 'conflict'
      readonly serverVersion: number
      readonly serverData: Data
      readonly fields: readonly string[]
      readonly theirs: { readonly [field: string]: Holder }
      readonly taken?: { readonly [field: string]: TakenField }
    }
  /** The record was deleted on the server. */
  | { readonly kind: 'deleted'; readonly serverVersion: number; readonly by: string; readonly at: string }
  /** Any other refusal; `code` may be one that this build does not know. */
  | {
      readonly kind: 'refused'
      readonly code: string
      readonly message: string
      readonly fields: { readonly [field: string]: string }
      readonly count?: number
    }
  /** It failed again and again while others got through. */
  | { readonly kind: 'failed'; readonly message: string }

/** An acknowledged change with its base values: brings back what a restored server lost (WP24). */
export interface ArchivedChange extends RecordKey {
  readonly mutationId: number
  readonly op: Op
  readonly patch: Patch
  readonly base: Base
  /** The version that the server gave it. */
  readonly version: number
  readonly schema: number
  readonly editedAt: string
  /** RFC 3339, the server's clock. */
  readonly ackedAt: string
}

/** One line of the sync log; both values of everything that was overwritten. */
export interface SyncEvent {
  /** RFC 3339, device clock. */
  readonly at: string
  /** In the past tense: `woken`, `sent`, `answered`, `pulled`, `parked`, `overwritten`, `recovered`, `failed` … */
  readonly kind: string
  readonly detail: { readonly [name: string]: unknown }
}

/** Why a device does not send although something waits. Nothing is dropped. */
export type Pause =
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'otherUsersDevice' }
  | { readonly kind: 'deviceRevoked' }
  | { readonly kind: 'forbidden'; readonly scopeRemoved: boolean }
  | { readonly kind: 'updateNeeded' }

/** May a change leave by itself, or only once the person has confirmed it? What is sealed goes on in any case. */
export type SendMode = 'automatic' | 'onConfirm'

/**
 * A conflict in which a person chose the other side's values alone: nothing of theirs is left to be sent, and only this device
 * would know that somebody decided. It is told by an update of nothing.
 */
export interface Yielded extends RecordKey {
  /** The server's version that they saw. */
  readonly version: number
  readonly schema: number
  /** RFC 3339, device clock. */
  readonly editedAt: string
  /** Of the change that last told it. */
  readonly mutationId?: number
}

/** The device's small state; one record in `meta`. */
export interface DeviceMeta {
  readonly deviceId: string
  /** The server has bound `deviceId` to this device's person; before that no change is sent (F31). */
  readonly isBound?: true
  /**
   * The server's mark when it bound the id, until it has taken a change under it. A server restored to before that change has
   * another history; one restored to before the binding alone may have forgotten whose device this is without another mark to
   * tell, also where what others changed since has brought a newer one.
   */
  readonly boundMark?: string
  readonly nextMutationId: number
  readonly ackedThrough: number
  /** The newest mark held, from a pull or an answer. */
  readonly mark?: string
  /**
   * The mirror was filled anew by a server that has not yet been asked whether it has that mark, or the storage has lost rows of it. If
   * the server has not, what it lost may not be in the mirror either: nothing tells then who removed it (WP24).
   */
  readonly isMarkUnchecked?: true
  /** Where the next pull begins; absent until the first snapshot is complete. */
  readonly cursor?: string
  readonly epoch?: string
  /** A snapshot under way: its first cursor, and the last row stored (`model/id`). */
  readonly snapshot?: {
    readonly cursor: string
    /** It goes on where an attempt before broke off. */
    readonly isContinued?: true
    readonly epoch: string
    readonly after: string
    readonly rows: number
    readonly received: number
  }
  /** The server has another history (409): the next complete snapshot is followed by recovery by value. */
  readonly recovering?: boolean
  /** Rises with every wake-up. */
  readonly wanted: number
  /** Exchanges that failed in a row, and when the next may begin (epoch ms, device clock). */
  readonly failures: number
  readonly notBeforeMs: number
  /** When that was said (epoch ms, device clock). */
  readonly waitFromMs?: number
  /** `notBeforeMs` is the server's own wish (Retry-After): no wake-up goes before it. */
  readonly waitAsked?: boolean
  /** The last believable answer (epoch ms, device clock), and whether the last exchange failed. */
  readonly heardAtMs: number
  readonly lastExchangeFailed: boolean
  /** The last complete push + pull (epoch ms, device clock). */
  readonly lastSuccessMs?: number
  readonly lastError?: string
  readonly pause?: Pause
  readonly batchChangesMax: number
  readonly batchBytesMax: number
  /** When the mirror is next compared with the server (WP27; epoch ms, device clock). */
  readonly digestAtMs: number
  /** They differed: the snapshot that is next keeps what would be lost. */
  readonly repairing?: boolean
  /** Records of the server that could not be read, and when they are asked for again (epoch ms, device clock). */
  readonly unread?: readonly RecordKey[]
  readonly unreadAtMs?: number
  /** What the server is still to be told, the oldest first. */
  readonly yielded?: readonly Yielded[]
  /** The person's wish; absent: `automatic`. */
  readonly sendMode?: SendMode
  /** The person wants nothing to go out or come in: no call is begun. */
  readonly worksOffline?: true
  /** What the person calls this device; it stays here. */
  readonly deviceName?: string
}
