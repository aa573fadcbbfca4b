import { PROBLEM_STATUS } from '../../contract/wire/problem.ts'
import { REFUSAL_CODES } from '../../contract/wire/push.ts'
import { type Cell, checkCells, printTable, readTable } from './cell-table.ts'
import { ENTRY_CELLS } from './entry-cells.ts'

/** What the drain is doing, and what happens. */
const CYCLE = readTable(
  `
                woken resumed stopped broke healthHeard callFailed sealed pushAnswered answersApplied pageReceived pageStored snapshotStored recovered wantedRead
  idle:         x     p       i       x     e           e          e      e            e              e            e          e              e         e
  paused:       w     x       i       x     e           e          e      e            e              e            e          e              e         e
  asking:       w     w       x       x     x           x          e      e            e              e            e          e              e         e
  sealing:      w     w       x       x     e           e          x      e            e              e            e          e              e         e
  pushing:      w     w       x       b     e           x          e      x            e              e            e          e              e         e
  applying:     w     w       .       x     e           e          e      e            x              e            e          e              e         e
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
    u: 'what is created over a change that is no delete is an update of it',
    g: 'what is deleted is not seen, and cannot be deleted again',
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
                       open vanishes conflict deleted refused failed
  create on nothing:   x    r        c        s       x       x
  create on row:       x    x        x        l       .       .
  create on tombstone: x    t        t        x       x       .
  update on nothing:   x    r        c        .       x       .
  update on row:       x    x        x        l       x       x
  update on tombstone: t    t        t        x       t       t
  delete on nothing:   .    r        c        z       .       .
  delete on row:       x    v        x        l       x       x
  delete on tombstone: g    x        g        g       g       g
  `,
  {
    r: 'without a row there is nothing that it could be equal to',
    t: 'the record is gone: a person is asked whether it is to come back, unless that is what the change says',
    g: 'what was to be deleted is',
    c: 'a question about fields names a row, which stays as long as something waits for it',
    s: 'whether it is to come back is asked beside the tombstone, which stays as long',
    l: 'a live row is not deleted',
    z: 'of a delete nobody asks whether the record is to come back',
    v: 'what a policy decides about a delete the server has decided',
  },
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
]

/**
 * Lists of what a run of CI must reach: answers by what waits behind; what recovery makes of an entry; verdicts by policy;
 * faults; what people decide.
 */
const NEEDED: { readonly [group: string]: readonly string[] } = {
  answer: [
    'create ALREADY_EXISTS',
    'create FORBIDDEN',
    'create INVALID',
    'create MISSING_REFERENCE',
    'create NOT_UNIQUE',
    'create merged',
    'create ok',
    'create ok with delete behind',
    'create ok with update behind',
    'delete FORBIDDEN',
    'delete REFERENCED',
    'delete REFERENCED with create behind',
    'delete SERVER_WINS',
    'delete VERSION_CONFLICT',
    'delete ok',
    'update DELETED',
    'update DELETED with update behind',
    'update FORBIDDEN',
    'update FORBIDDEN with update behind',
    'update MISSING_REFERENCE',
    'update MISSING_REFERENCE with delete behind',
    'update MISSING_REFERENCE with update behind',
    'update NOT_UNIQUE',
    'update NOT_UNIQUE with update behind',
    'update SERVER_WINS',
    'update VERSION_CONFLICT',
    'update VERSION_CONFLICT with delete behind',
    'update VERSION_CONFLICT with update behind',
    'update merged',
    'update merged with update behind',
    'update ok',
    'update ok with delete behind',
    'update ok with update behind',
  ],
  recover: [
    'archived: create open',
    'archived: delete open',
    'archived: nothing',
    'archived: update open',
    'archived: update parked',
    'waiting archived: create open',
    'waiting archived: delete open',
    'waiting archived: delete parked',
    'waiting archived: nothing',
    'waiting archived: update open',
    'waiting archived: update parked',
    'waiting: create open',
    'waiting: delete open',
    'waiting: delete parked',
    'waiting: nothing',
    'waiting: update open',
    'waiting: update parked',
  ],
  judge: [
    'create lww applied',
    'create manual applied',
    'create manual exists',
    'create manual unchanged',
    'create server_wins applied',
    'delete lww applied',
    'delete lww overridden',
    'delete lww unchanged',
    'delete manual applied',
    'delete manual conflict',
    'delete manual unchanged',
    'delete server_wins applied',
    'delete server_wins unchanged',
    'update lww applied',
    'update lww conflict',
    'update lww deleted',
    'update lww overridden',
    'update lww unchanged',
    'update manual applied',
    'update manual conflict',
    'update manual deleted',
    'update manual missing',
    'update manual unchanged',
    'update server_wins applied',
    'update server_wins deleted',
    'update server_wins missing',
    'update server_wins overridden',
    'update server_wins unchanged',
  ],
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
    'refused discard',
    'refused retry',
  ],
  receive: ['first', 'newer', 'older', 'same'],
  hint: ['came', 'came twice', 'lost'],
  device: ['cloned', 'died in a transaction'],
  save: ['failed loudly'],
}

/** @returns what is wrong with the coverage, a line each */
export function checkCoverage(coverage: ReadonlyMap<string, number>): string[] {
  const lists = Object.entries(NEEDED).flatMap(([group, cells]) => cells.map((cell) => `${group}/${cell}`))
  const missing = lists.filter((cell) => !coverage.has(cell)).map((cell) => `never reached: ${cell}`)
  return [
    ...missing,
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
