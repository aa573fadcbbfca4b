/**
 * The tables of the sync server; the accounts library adds its own. Only types that SQLite, PostgreSQL and the distributed
 * databases that speak its language have in common: text and whole numbers. JSON is text, `deleted` is 0 or 1, times are RFC 3339 UTC with milliseconds.
 */
export interface Tables {
  meta: { key: string; value: string }
  scopes: ScopeRow
  records: RecordRow
  refs: RefRow
  uniques: UniqueRow
  changes: ChangeRow
  losses: LossRow
  mutations: MutationRow
  conflicts: ConflictRow
  devices: DeviceRow
  digests: DigestRow
}

export interface ScopeRow {
  scope: string
  name: string
  /** The newest seq; 0 if nothing was written yet. */
  head: number
  /** The random word stored with `head` (WP9). */
  head_tag: string
  /** The random word of seq 0. */
  origin_tag: string
  /** The lowest seq that may still pull (WP19, WP24). */
  oldest: number
  created_at: string
}

/** The current state of a record; a tombstone has `deleted` 1 and `data` `{}`. */
export interface RecordRow {
  scope: string
  model: string
  id: string
  version: number
  /** Of the record's last change. */
  seq: number
  deleted: number
  /** JSON object: the fields that are set. */
  data: string
  /** JSON object: field → [version, by, server ms, edited ms] of its last change; '' → those of the record's origin. */
  field_versions: string
  created_at: string
  created_by: string
  updated_at: string
  updated_by: string
  /** The device that the last change came from. */
  device_id: string | null
}

/** A live record (model, id) refers to (target_model, target_id). Records that refer to themselves are left out. */
export interface RefRow {
  scope: string
  target_model: string
  target_id: string
  model: string
  id: string
}

/** A live record holds a value of a `unique` field. The value is hashed, because a key has no room for 64 KiB. */
export interface UniqueRow {
  scope: string
  model: string
  field: string
  value_hash: string
  id: string
}

interface HistoryBasics {
  scope: string
  /** changes: the change's own seq. losses: the seq of the record's last change when this one lost. */
  seq: number
  model: string
  id: string
  version: number
  op: string
  user_id: string
  updated_by: string
  device_id: string | null
  updated_at: string
  /** The device's clock, as it told. */
  edited_at: string | null
  /** JSON object: before, after, lost, beaten, decided as in `contract/wire/history.ts`. */
  detail: string
}

/** Applied changes: history, and the tag of every seq. Only ever added to. */
export interface ChangeRow extends HistoryBasics {
  tag: string
}

/** Changes that lost in every field by policy: they have no seq of their own, but their values stay (WP15). */
export interface LossRow extends HistoryBasics {
  /** A random word that tells several losses against the same seq apart. */
  word: string
}

/** The stored result of a judged change (WP11). */
export interface MutationRow {
  scope: string
  device_id: string
  mutation_id: number
  body_hash: string
  result: string
}

/** A `VERSION_CONFLICT` that the device has not resolved yet; history tells how it was decided. */
export interface ConflictRow {
  scope: string
  device_id: string
  id: string
  model: string
  /** JSON object: field → the refused value (`null` clears), for the fields in conflict. */
  patch: string
}

export interface DeviceRow {
  /** '' in the row that binds the device to its person everywhere. */
  scope: string
  device_id: string
  user_id: string
  /** WP11: never falls. */
  acked_through: number
  /** The largest mutation id judged. */
  judged_through: number
  created_at: string
  pushed_at: string
}

/** WP27. */
export interface DigestRow {
  scope: string
  model: string
  count: number
  sum: number
}
