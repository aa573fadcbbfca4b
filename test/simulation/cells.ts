import { PROBLEM_STATUS } from '../../contract/wire/problem.ts'
import { REFUSAL_CODES } from '../../contract/wire/push.ts'
import { type Cell, checkCells, printTable, readTable } from './cell-table.ts'
import { ENTRY_CELLS } from './entry-cells.ts'
import { ACTION_KINDS, DAMAGED_STORES } from './scenario.ts'

/** What the drain is doing, and what happens. */
const CYCLE = readTable(
  `
                woken resumed stopped broke healthHeard callFailed sealed pushAnswered answersApplied pageReceived pageStored snapshotStored recovered wantedRead
  idle:         x     p       i       x     e           e          e      e            e              e            e          e              e         e
  paused:       w     x       i       x     e           e          e      e            e              e            e          e              e         e
  asking:       w     w       x       x     x           x          e      e            e              e            e          e              e         e
  sealing:      w     w       x       x     e           e          x      e            e              e            e          e              e         e
  pushing:      w     w       x       b     e           x          e      x            e              e            e          e              e         e
  applying:     w     w       x       x     e           e          e      e            x              e            e          e              e         e
  pulling:      w     w       x       x     e           x          e      e            e              x            e          e              e         e
  storing:      w     w       x       x     e           e          e      e            e              e            x          e              e         e
  snapshotting: w     w       x       x     e           x          e      e            e              e            e          x              e         e
  recovering:   w     w       x       x     e           x          e      e            e              e            e          e              x         e
  leaving:      w     w       x       x     e           e          e      e            e              e            e          e              e         x
  `,
  {
    w: 'a wake-up during a run is written down as wanted, and the run goes on',
    i: 'who is not under way has nothing to stop',
    p: 'only what is paused is resumed',
    b: 'a push that fails is a call that failed, and what it needs was read when it was sealed',
    e: 'an engine is told only how what it began has ended',
  },
)

/** Two edits that no person can make in that order. */
const NO_PAIR = {
  u: 'what is created over a change that is no delete is an update of it',
  g: 'what is deleted is not seen, and cannot be deleted again',
}

/** Two edits of one record that fold, and what becomes of them. */
const SQUASH = readTable(
  `
                       create update delete nothing
  create, then create: u      u      u      u
  create, then update: x      o      o      o
  create, then delete: o      o      o      x
  update, then create: u      u      u      u
  update, then update: o      x      o      x
  update, then delete: o      o      x      o
  delete, then create: o      x      o      x
  delete, then update: o      x      o      x
  delete, then delete: g      g      g      g
  `,
  {
    o: 'the first of the two, and whether it is taken back, say what they become (SQ1 to SQ6)',
    ...NO_PAIR,
  },
)

/** How a change that meets others' fares on the server, by policy. `beside`: another field of it is asked about. */
const POLICY = readTable(
  `
                       alone equal beside wins loses asked
  field, manual:       x     x     x      m    m     x
  field, server_wins:  x     x     b      s    x     s
  field, client_wins:  x     x     x      x    c     c
  field, lww:          x     x     x      x    x     l
  delete, manual:      x     d     f      m    m     x
  delete, server_wins: x     d     f      s    x     s
  delete, client_wins: n     n     n      n    n     n
  delete, lww:         x     d     f      x    x     l
  `,
  {
    m: 'nobody wins without a question',
    s: 'the server wins without a question',
    c: 'the sender wins without a question',
    l: 'the later edit wins without a question',
    b: 'no model has such a field beside one that is asked about',
    d: 'what is deleted already meets no policy',
    f: 'a delete has no fields',
    n: 'no model as a whole lets the client win',
  },
)

/** What an entry that is not under way meets in the mirror, and what it becomes. */
const MERGE = readTable(
  `
                       stays open vanishes conflict deleted refused failed
  create on nothing:   x     r    r        r        r       r       r
  create on row:       i     x    x        x        l       x       x
  create on tombstone: i     x    t        t        x       x       x
  update on nothing:   x     r    r        r        r       r       r
  update on row:       i     x    x        x        l       x       x
  update on tombstone: i     t    t        t        x       t       t
  delete on nothing:   x     r    r        r        r       r       r
  delete on row:       i     x    v        x        l       x       x
  delete on tombstone: i     g    x        g        g       g       g
  `,
  {
    r: 'without a row there is nothing to compare with: what it is, it stays',
    i: 'where there is a row it says what becomes of it',
    t: 'the record is gone: a person is asked whether it is to come back, unless that is what the change says',
    g: 'what was to be deleted is',
    l: 'a live row is not deleted',
    v: 'what a policy decides about a delete the server has decided',
  },
)

/** How a change fares on the server, by its model's policy. */
const JUDGE = readTable(
  `
                       applied unchanged conflict overridden deleted missing exists
  create, manual:      x       x         c        c          x       c       x
  create, server_wins: x       x         c        c          x       c       x
  create, lww:         x       x         c        c          x       c       x
  update, manual:      x       x         x        x          x       x       u
  update, server_wins: x       x         a        x          x       x       u
  update, lww:         x       x         x        x          x       x       u
  delete, manual:      x       x         x        m          d       d       d
  delete, server_wins: x       x         p        x          d       d       d
  delete, lww:         x       x         p        x          d       d       d
  `,
  {
    c: 'a create has no version to be judged by, but a tombstone’s',
    u: 'an update of what exists is what it should be',
    a: 'no field of such a model is asked about',
    m: 'nobody loses without a question',
    p: 'the policy answers the question',
    d: 'what is not there is deleted',
  },
)

/** What the server says to what was sent. */
const ANSWER = readTable(
  `
           ok merged VERSION_CONFLICT SERVER_WINS DELETED NOT_FOUND ALREADY_EXISTS INVALID NOT_UNIQUE MISSING_REFERENCE REFERENCED FORBIDDEN
  create:  x  x      c                c           x       c         x              x       x          x                 r          x
  update:  x  x      x                x           x       x         e              x       x          x                 r          x
  delete:  x  m      x                x           d       d         e              n       n          n                 x          x
  `,
  {
    c: 'a create has no version to be judged by, but a tombstone’s',
    e: 'only a create may meet what exists',
    r: 'only what is deleted is missed',
    m: 'of a deleted record nothing comes beside',
    d: 'what is not there is deleted',
    n: 'a delete has no fields',
  },
)

/** What becomes of a change that waits behind another, by the answer to that. */
const BEHIND = readTable(
  `
                       taken lost asked refused
  create, then create: u     u    u     u
  create, then update: x     c    x     x
  create, then delete: x     c    x     x
  update, then create: u     u    u     u
  update, then update: x     x    x     x
  update, then delete: x     x    x     x
  delete, then create: x     x    x     x
  delete, then update: r     r    r     r
  delete, then delete: g     g    g     g
  `,
  {
    c: 'no policy takes a field of a create',
    r: 'what is edited after its delete has left is made anew',
    ...NO_PAIR,
  },
)

/** What another history makes of what waited and what was acknowledged. */
const RECOVER = readTable(
  `
                     create-open create-parked update-open update-parked delete-open delete-parked nothing
  archived:          x           a             x           x             x           x             x
  waiting:           x           a             x           x             x           x             x
  waiting archived:  x           a             x           x             x           x             x
  `,
  { a: 'what a person made is made again without a question' },
)

/** Every code of the wire (WP5, WP13), of a call or a change, from the server or in its place. */
const CODE = new Map<string, Cell>(
  [...Object.keys(PROBLEM_STATUS), ...REFUSAL_CODES, 'OK', 'MERGED'].map((code) => [code, 'reached']),
).set('PROTOCOL_UNSUPPORTED', { impossible: 'there is one protocol; WP2 is tested at the server' })

const TABLES: readonly (readonly [group: string, cells: ReadonlyMap<string, Cell>])[] = [
  ['entry', ENTRY_CELLS],
  ['cycle', CYCLE],
  ['squash', SQUASH],
  ['policy', POLICY],
  ['merge', MERGE],
  ['judge', JUDGE],
  ['answer', ANSWER],
  ['behind', BEHIND],
  ['recover', RECOVER],
]

/** Lists of all that a run of CI may reach, and must: faults; what people do and decide; what is told of it. */
const NEEDED: { readonly [group: string]: readonly string[] } = {
  network: [
    '400',
    '401',
    '403',
    '413',
    '429',
    '500',
    '503',
    'badGateway',
    'blackHole',
    'brokenBody',
    'cut',
    'down',
    'empty',
    'html',
    'late',
    'lost',
    'otherJson',
    'portal',
    'replayed',
    'silent',
    'slow',
    'truncated',
    'twice',
  ],
  server: ['bug', 'busy', 'die', 'dieAfter', 'full', 'poison', 'restored, announced', 'restored, unannounced'],
  event: [
    'answered',
    'bound',
    'cancelled',
    'discarded',
    'failed',
    'filled',
    'merged',
    'overwritten',
    'parked',
    'pulled',
    'recovered',
    'resolved',
    'sent',
    'settled',
    'woken',
  ],
  decision: [
    'conflict discard',
    'conflict insist',
    'conflict merge',
    'deleted discard',
    'deleted insist',
    'discard',
    'failed discard',
    'failed retry',
    'refused discard',
    'refused retry',
  ],
  receive: ['first', 'newer', 'older', 'same'],
  hint: ['came', 'came twice', 'lost'],
  device: ['cloned', 'died in a transaction'],
  damage: [...new Set(DAMAGED_STORES)],
  save: ['failed loudly', 'refused by the form'],
  action: ACTION_KINDS,
}

/** @returns what is wrong with the coverage, a line each */
export function checkCoverage(coverage: ReadonlyMap<string, number>): string[] {
  const lists = Object.entries(NEEDED).flatMap(([group, cells]) => cells.map((cell) => `${group}/${cell}`))
  const missing = lists.filter((cell) => !coverage.has(cell)).map((cell) => `never reached: ${cell}`)
  const isListed = (cell: string): boolean => Object.hasOwn(NEEDED, cell.split('/')[0] ?? '')
  const unknown = [...coverage.keys()].filter((cell) => isListed(cell) && !lists.includes(cell))
  return [
    ...missing,
    ...unknown.map((cell) => `not in the list: ${cell}`),
    ...[...TABLES, ['code', CODE] as const].flatMap(([group, cells]) => checkCells(group, cells, coverage)),
  ]
}

export function printCoverage(coverage: ReadonlyMap<string, number>): void {
  for (const [group, cells] of TABLES) printTable(group, cells, coverage)
  const groups = new Map<string, string[]>()
  for (const [cell, times] of [...coverage].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [group = '', ...rest] = cell.split('/')
    groups.set(group, [...(groups.get(group) ?? []), `${rest.join('/')} ${times}`])
  }
  for (const [group] of TABLES) groups.delete(group)
  for (const [group, cells] of groups) console.log(`  ${group}: ${cells.join(', ')}`)
}
