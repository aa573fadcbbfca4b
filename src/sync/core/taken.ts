import { canonicalJson, type Data, differingFields, valueAt } from '../../../contract/value.ts'
import type { Entry, Holder, ServerRow, TakenField } from './types.ts'

/** Fields that came in beside a change that is, or may become, a question. */
type Taken = { readonly [field: string]: TakenField }

/**
 * What the row brought beside an update, since the person last looked: a second move adds to what the first one brought.
 * @param before the shadow that the row takes the place of: what it differs in has just been taken over
 */
export function takenFields(row: ServerRow, entry: Entry, before: ServerRow | undefined): Taken {
  const seen = takenBy(entry)
  const known = before && !before.deleted ? before.data : row.data
  const moved = differingJson(known, row.data)
  const taken = [...new Set([...Object.keys(seen), ...moved])].sort().flatMap((field): [string, TakenField][] => {
    if (Object.hasOwn(entry.patch, field)) return []
    const earlier = Object.hasOwn(seen, field) ? seen[field] : undefined
    const was = earlier ? earlier.was : valueAt(known, field)
    if (canonicalJson(was) === canonicalJson(valueAt(row.data, field))) return []
    const holder = earlier && !moved.includes(field) ? earlier.holder : rowHolder(row, entry, field, before)
    return [[field, { was, holder }]]
  })
  return Object.fromEntries(taken)
}

export function withTaken<E extends Entry>(entry: E, taken: Taken): E {
  const isEmpty = Object.keys(taken).length === 0
  if (isEmpty && !entry.taken) return entry
  const { taken: _, ...rest } = entry
  // Without an optional member it is still one.
  return (isEmpty ? rest : { ...rest, taken }) as E
}

/** A pull tells who changed the row last, which is who changed the field only if nobody else was in between. */
export function rowHolder(row: ServerRow, entry: Entry, field: string, before: ServerRow | undefined): Holder {
  const holder = { version: row.version, by: row.updatedBy, at: row.updatedAt }
  if (row.updatedBy === '') return { ...holder, isOfRow: true }
  const isNext = before?.version === row.version - 1 && !sameJson(before.data, row.data, field)
  return isNext || entry.base.version === row.version - 1 ? holder : { ...holder, isOfRow: true }
}

/** Who made a row's version has become known: so it has to what was put down without it. */
export function withKnownHolders<E extends Entry>(entry: E, row: ServerRow): E {
  const known = (holder: Holder, field: string): Holder =>
    holder.by === '' && holder.version === row.version ? rowHolder(row, entry, field, undefined) : holder
  const taken = (fields: Taken): Taken =>
    mapMembers(fields, ({ was, holder }, field) => ({ was, holder: known(holder, field) }))
  if (entry.taken) return { ...entry, taken: taken(entry.taken) }
  if (entry.kind !== 'parked') return entry
  const { reason } = entry
  if (reason.kind === 'deleted' && reason.by === '' && reason.serverVersion === row.version) {
    return { ...entry, reason: { ...reason, by: row.updatedBy, at: row.updatedAt } }
  }
  if (reason.kind !== 'conflict') return entry
  const theirs = mapMembers(reason.theirs, known)
  return { ...entry, reason: { ...reason, theirs, ...(reason.taken && { taken: taken(reason.taken) }) } }
}

function mapMembers<M>(
  members: { readonly [name: string]: M },
  change: (member: M, name: string) => M,
): { readonly [name: string]: M } {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member, name)]))
}

export function sameJson(a: Data, b: Data, field: string): boolean {
  return canonicalJson(valueAt(a, field)) === canonicalJson(valueAt(b, field))
}

/** Unknown fields may hold any JSON (WP3); a copy of an object is the same value. */
export function differingJson(a: Data, b: Data): string[] {
  return differingFields(a, b).filter((field) => !sameJson(a, b, field))
}

function takenBy(entry: Entry): Taken {
  const isQuestion = entry.kind === 'parked' && entry.reason.kind === 'conflict'
  return (isQuestion ? entry.reason.taken : entry.taken) ?? {}
}
