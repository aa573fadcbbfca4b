import { applyPatch, canonicalJson, type Data } from '../../contract/value.ts'
import type { HistoryLine } from '../../contract/wire/history.ts'
import { type Change, keyOf, type PulledRow } from './change.ts'

/** What the clients know, and what the server holds, when all is quiet. */
export interface Evidence {
  /** Of all clients, each with its result. */
  readonly changes: readonly Change[]
  /** The heads of the scope before the first of them and after the last. */
  readonly headBefore: number
  readonly headAfter: number
  /** Everything, pulled from the beginning. */
  readonly rows: readonly PulledRow[]
  /** Of some records, whole and newest first; by `model/id`. */
  readonly histories: ReadonlyMap<string, readonly HistoryLine[]>
}

/** @returns one sentence for each thing that is not as it must be: nothing lost, nothing twice, the log dense and rising */
export function check(evidence: Evidence): string[] {
  return [...checkAnswers(evidence), ...checkLog(evidence), ...checkRows(evidence), ...checkHistories(evidence)]
}

function checkAnswers({ changes }: Evidence): string[] {
  return changes.flatMap((change) => (change.result ? [] : [`${nameOf(change)} was never answered`]))
}

/** Every number from the first head to the last was given to exactly one change that its client heard of. */
function checkLog({ changes, headBefore, headAfter }: Evidence): string[] {
  const holders = new Map<number, Change[]>()
  for (const change of changes) {
    const seq = change.result?.seq
    if (seq !== undefined) holders.set(seq, [...(holders.get(seq) ?? []), change])
  }
  const errors: string[] = []
  for (let seq = headBefore + 1; seq <= headAfter; seq++) {
    const [first, second] = holders.get(seq) ?? []
    if (!first) errors.push(`seq ${seq} is nobody's: a change was applied that no client heard of`)
    if (first && second) errors.push(`seq ${seq} was given to ${nameOf(first)} and to ${nameOf(second)}`)
  }
  for (const [seq, [change]] of holders) {
    if ((seq <= headBefore || seq > headAfter) && change) errors.push(`${nameOf(change)} has seq ${seq}: it is lost`)
  }
  return errors
}

interface Expected {
  readonly version: number
  readonly seq: number
  /** Absent: deleted. */
  readonly data?: Data
}

/** Each record is what its acknowledged changes make of it, one after the other. */
function checkRows({ changes, rows, headBefore }: Evidence): string[] {
  const expected = replay(changes)
  const held = new Map(rows.map((row) => [keyOf(row), row]))
  const errors = rows.flatMap((row) =>
    row.seq > headBefore && !expected.has(keyOf(row)) ? [`${keyOf(row)} is there, and nobody made it`] : [],
  )
  for (const [key, { version, seq, data }] of expected) {
    const row = held.get(key)
    const found = row && `version ${row.version}, seq ${row.seq}, ${canonicalJson(row.data ?? null)}`
    const wanted = `version ${version}, seq ${seq}, ${canonicalJson(data ?? null)}`
    if (found !== wanted) errors.push(`${key} is ${found ?? 'not there'}; acknowledged was ${wanted}`)
  }
  return errors
}

function replay(changes: readonly Change[]): Map<string, Expected> {
  const applied = changes.flatMap((change) => {
    const seq = change.result?.seq
    return seq === undefined ? [] : [{ change, seq }]
  })
  const expected = new Map<string, Expected>()
  for (const { change, seq } of applied.sort((a, b) => a.seq - b.seq)) {
    const was = expected.get(keyOf(change))
    const data = change.op === 'delete' ? {} : { data: applyPatch(was?.data ?? {}, change.data ?? {}) }
    expected.set(keyOf(change), { version: (was?.version ?? 0) + 1, seq, ...data })
  }
  return expected
}

/** A record's history has one line for each of its acknowledged changes, and no other. */
function checkHistories({ changes, histories }: Evidence): string[] {
  const seqs = new Map<string, number[]>()
  for (const change of changes) {
    const { seq } = change.result ?? {}
    if (seq !== undefined) seqs.set(keyOf(change), [...(seqs.get(keyOf(change)) ?? []), seq])
  }
  return [...histories].flatMap(([key, lines]) => {
    const told = lines.map(({ seq }) => seq).toReversed()
    const wanted = (seqs.get(key) ?? []).sort((a, b) => a - b)
    return String(told) === String(wanted)
      ? []
      : [`the history of ${key} tells of ${told}; acknowledged were ${wanted}`]
  })
}

function nameOf(change: Change): string {
  return `${change.op} ${keyOf(change)} (${change.body.slice(0, 120)})`
}
