/** The browser gave no storage, or lost it: nothing was stored. `cause` is the driver's error. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
}

/** The disk or the origin's share of it is full: nothing was stored. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded'
}

/** The change was sent and its answer is not known yet: it can be neither discarded nor decided. */
export class EntryInFlight extends Error {
  override readonly name = 'EntryInFlight'
}

/** No waiting change has this key, or not one that this call is for. */
export class NoSuchEntry extends Error {
  override readonly name = 'NoSuchEntry'
}

/** `mutate`, `sync` … before `start()` has resolved. */
export class NotStarted extends Error {
  override readonly name = 'NotStarted'
}

/** `start()` a second time. */
export class AlreadyStarted extends Error {
  override readonly name = 'AlreadyStarted'
}

/** Any call after `stop()`; a stopped client stays stopped. */
export class AlreadyStopped extends Error {
  override readonly name = 'AlreadyStopped'
}
