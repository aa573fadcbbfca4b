/** Seeds that once found a bug, and which. Their runs change with the generator; the bugs have tests of their own. */
export const REGRESSIONS: readonly {
  readonly seed: number
  readonly store: 'memory' | 'dexie'
  readonly found: string
}[] = [
  { seed: 2, store: 'memory', found: 'history told of the whole record where an update set only what was unset' },
  {
    seed: 683,
    store: 'memory',
    found: 'of a record deleted before it was sent, an old form brought back one field only',
  },
  {
    seed: 36,
    store: 'memory',
    found: 'a device bound to whoever signed in between two calls waited for its person for ever',
  },
  {
    seed: 1605,
    store: 'memory',
    found:
      'a push without changes was answered 200 though the database had failed, and the device took itself for bound',
  },
  {
    seed: 10_034,
    store: 'dexie',
    found: 'a restore between the answer to a push and the pull after it was not noticed: only the cursor was checked',
  },
  {
    seed: 276,
    store: 'memory',
    found: 'a form that was opened before a restore wrote over what the restored server holds, without a question',
  },
  {
    seed: 44,
    store: 'memory',
    found: 'a device that took a new id sent a child before its parent, if the child was older',
  },
  {
    seed: 1194,
    store: 'memory',
    found:
      'a restored server filled the mirror before the mark was asked about: what it had lost was taken for removed by others',
  },
  {
    seed: 10_096,
    store: 'dexie',
    found:
      'a change queued anew for one that could not be read was as new as that moment, and not as old as what is seen',
  },
  {
    seed: 1104,
    store: 'memory',
    found: 'a child whose parent a pull had made a question waited for the next timer, though nothing held it any more',
  },
  {
    seed: 404,
    store: 'memory',
    found:
      'a snapshot that came after another tab had filled the mirror took it back, and an answer was computed on the older row',
  },
]
