import { readTable } from './cell-table.ts'

/**
 * What befalls an entry × what it is then (entry-states.ts). `x` must be reached in a run of CI.
 *
 * `push …`: that befell a push, when it began or ended, while the entry waited in the outbox, in it or beside it. `another history`: the transaction that recovers by
 * value. What befalls devices and servers is met by everything that waits there.
 */
export const ENTRY_CELLS = readTable(
  `
                                  saved    ready    held     follower sent     followed conflict deleted  refused  failed
  edited, same field:             x        x        x        x        x        x        x        x        x        x
  edited, another:                x        x        x        x        x        x        x        x        x        x
  deleted here:                   x        x        x        x        x        x        x        x        x        x
  entered again:                  x        x        x        x        x        x        x        x        x        x
  pulled, same field:             x        x        x        x        x        x        x        x        x        x
  pulled, another:                x        x        x        x        x        x        x        x        x        x
  pulled, deleted:                x        x        x        x        x        x        x        x        x        x
  another history:                x        x        x        x        x        x        x        x        x        x
  answered ok:                    a        a        a        a        x        x        a        a        a        a
  answered merged:                a        a        a        a        x        x        a        a        a        a
  answered VERSION_CONFLICT:      a        a        a        a        x        x        a        a        a        a
  answered SERVER_WINS:           a        a        a        a        x        x        a        a        a        a
  answered DELETED:               a        a        a        a        x        x        a        a        a        a
  answered NOT_FOUND:             a        a        a        a        x        x        a        a        a        a
  answered ALREADY_EXISTS:        a        a        a        a        x        x        a        a        a        a
  answered INVALID:               a        a        a        a        x        x        a        a        a        a
  answered NOT_UNIQUE:            a        a        a        a        x        x        a        a        a        a
  answered MISSING_REFERENCE:     a        a        a        a        x        x        a        a        a        a
  answered REFERENCED:            a        a        a        a        x        x        a        a        a        a
  answered FORBIDDEN:             a        a        a        a        x        x        a        a        a        a
  answered UNKNOWN_MODEL:         a        a        a        a        k        k        a        a        a        a
  answered INVALID_OP:            a        a        a        a        k        k        a        a        a        a
  answered ID_REUSE:              a        a        a        a        x        x        a        a        a        a
  answered RETRY:                 a        a        a        a        x        x        a        a        a        a
  decided: merge:                 d        d        d        d        d        d        x        d        d        d
  decided: insist:                d        d        d        d        d        d        x        x        d        d
  decided: retry:                 d        d        d        d        d        d        d        d        x        x
  decided: discard:               d        x        x        x        x        x        x        x        x        x
  push 400:                       x        x        x        x        x        x        x        x        x        x
  push 401:                       x        x        x        x        x        x        x        x        x        x
  push 403:                       x        x        x        x        x        x        x        x        x        x
  push 413:                       x        x        x        x        x        x        x        x        x        x
  push 429:                       x        x        x        x        x        x        x        x        x        x
  push 500:                       x        x        x        x        x        x        x        x        x        x
  push 503:                       x        x        x        x        x        x        x        x        x        x
  push badGateway:                x        x        x        x        x        x        x        x        x        x
  push blackHole:                 x        x        x        x        x        x        x        x        x        x
  push brokenBody:                x        x        x        x        x        x        x        x        x        x
  push cut:                       x        x        x        x        x        x        x        x        x        x
  push down:                      x        x        x        x        x        x        x        x        x        x
  push empty:                     x        x        x        x        x        x        x        x        x        x
  push html:                      x        x        x        x        x        x        x        x        x        x
  push late:                      x        x        x        x        x        x        x        x        x        x
  push lost:                      x        x        x        x        x        x        x        x        x        x
  push otherJson:                 x        x        x        x        x        x        x        x        x        x
  push portal:                    x        x        x        x        x        x        x        x        x        x
  push replayed:                  x        x        x        x        x        x        x        x        x        x
  push silent:                    x        x        x        x        x        x        x        x        x        x
  push slow:                      x        x        x        x        x        x        x        x        x        x
  push truncated:                 x        x        x        x        x        x        x        x        x        x
  push twice:                     x        x        x        x        x        x        x        x        x        x
  server bug:                     x        x        x        x        x        x        x        x        x        x
  server busy:                    x        x        x        x        x        x        x        x        x        x
  server die:                     x        x        x        x        x        x        x        x        x        x
  server dieAfter:                x        x        x        x        x        x        x        x        x        x
  server full:                    x        x        x        x        x        x        x        x        x        x
  server killed:                  x        x        x        x        x        x        x        x        x        x
  server poison:                  x        x        x        x        x        x        x        x        x        x
  server restored, announced:     x        x        x        x        x        x        x        x        x        x
  server restored, unannounced:   x        x        x        x        x        x        x        x        x        x
  server upgraded:                x        x        x        x        x        x        x        x        x        x
  storage aborted:                x        x        x        x        x        x        x        x        x        x
  storage full:                   x        x        x        x        x        x        x        x        x        x
  storage lost:                   x        x        x        x        x        x        x        x        x        x
  storage unavailable:            x        x        x        x        x        x        x        x        x        x
  app upgraded:                   x        x        x        x        x        x        x        x        x        x
  clock set:                      x        x        x        x        x        x        x        x        x        x
  cloned:                         x        x        x        x        x        x        x        x        x        x
  days passed:                    x        x        x        x        x        x        x        x        x        x
  frozen:                         x        x        x        x        x        x        x        x        x        x
  killed in a drain:              x        x        x        x        x        x        x        x        x        x
  killed, all:                    x        x        x        x        x        x        x        x        x        x
  killed, page:                   x        x        x        x        x        x        x        x        x        x
  killed, worker:                 x        x        x        x        x        x        x        x        x        x
  line changed:                   x        x        x        x        x        x        x        x        x        x
  opened again:                   x        x        x        x        x        x        x        x        x        x
  rights changed:                 x        x        x        x        x        x        x        x        x        x
  signed in:                      x        x        x        x        x        x        x        x        x        x
  signed out:                     x        x        x        x        x        x        x        x        x        x
  stopped:                        x        x        x        x        x        x        x        x        x        x
  thawed:                         x        x        x        x        x        x        x        x        x        x
  tombstones pruned:              x        x        x        x        x        x        x        x        x        x
  user switched:                  x        x        x        x        x        x        x        x        x        x
  woken:                          x        x        x        x        x        x        x        x        x        x
  works offline, or no more:      x        x        x        x        x        x        x        x        x        x
  `,
  {
    a: 'only what was sent is answered',
    d: 'such an entry asks for another decision, or for none',
    k: 'a device sends only models and kinds of change that it knows',
  },
)
