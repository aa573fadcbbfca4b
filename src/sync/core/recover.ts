import type { Registry } from '../../../contract/registry.ts'
import {
  applyPatch,
  type Data,
  differingFields,
  type Patch,
  sameValue,
  type Value,
  valueAt,
} from '../../../contract/value.ts'
import { newerRow } from './answer-row.ts'
import { setFields } from './combine.ts'
import { fold, sealedOf, unsealedOf, withEntries } from './fold.ts'
import type { Unsealed } from './reconcile.ts'
import { type Fact, NEW_KEY, type RecordState, type Transition } from './record-state.ts'
import { liveData } from './replay.ts'
import type { ArchivedChange, Entry, Holder, ServerRow } from './types.ts'

/**
 * After 409 and the new snapshot (WP24): compares a record's entries and archived changes by value with the new history's
 * row. What is sealed is taken up again under a new id; nothing that is already there is sent again.
 * @param state `row`: the new snapshot's row, undefined if it has none; its entries
 * @param archived the record's archived changes, in the order added
 * @param before the shadow as it was before that snapshot: an archived change that somebody changed or deleted since is not lost.
 *   'unknown' if there was no complete mirror
 */
export function recover(
  models: Registry,
  state: RecordState,
  archived: readonly ArchivedChange[],
  before: ServerRow | undefined | 'unknown',
): Transition {
  const old = before === 'unknown' ? undefined : before
  const folded = fold(models, { row: old, entries: state.entries })
  const pending = [sealedOf(folded), unsealedOf(folded)].filter((entry) => entry !== undefined)
  const acknowledged = archived.reduce<Wanted>(add, NOTHING)
  const lost = before === 'unknown' ? acknowledged : stillTrue(acknowledged, old)
  const wanted = pending.reduce<Wanted>(add, lost)
  const newest = pending.at(-1) ?? archived.at(-1)
  const { row } = state
  if (!newest || wanted === NOTHING) return withEntries(row, undefined, undefined, folded.facts)
  const schema = Math.min(...[...pending, ...archived].map((change) => change.schema))
  const entry = compare(row, wanted, { ...basics(newest, pending[0]), schema })
  const facts = entry ? [recovered(entry)] : pending.map((done) => settled(done, row))
  const gone = !row && old && entry?.kind === 'parked' ? tombstoneOf(old) : row
  return withEntries(gone, undefined, entry, [...folded.facts, ...facts])
}

/** What waited is there already; or there is nothing left that it could delete. */
function settled({ model, id, op, patch }: Entry, row: ServerRow | undefined): Fact {
  return { kind: 'settled', detail: { model, id, op, version: row?.version ?? 0, mine: patch } }
}

/** Both versions: mine with what I saw, and theirs in the reason if it needs a person. */
function recovered(entry: Unsealed): Fact {
  const { model, id, op, kind, patch, base } = entry
  const reason = entry.kind === 'parked' ? { reason: entry.reason } : {}
  return { kind: 'recovered', detail: { model, id, op, as: kind, patch, base, ...reason } }
}

/** What a record's changes, one after the other, want it to hold. */
interface Wanted {
  /** Field → its last value, and every value that this device saw or gave it on the way there. */
  readonly fields: ReadonlyMap<string, { readonly value: Value | null; readonly known: readonly (Value | null)[] }>
  /** Everything that the record held, if this device created it, and the tombstone that it was restored from (0: none). */
  readonly made?: { readonly data: Data; readonly version: number }
  /** What the record held when this device deleted it. */
  readonly deleted?: Data
}

const NOTHING: Wanted = { fields: new Map() }

type Change = Pick<Entry | ArchivedChange, 'op' | 'patch' | 'base'>
type Basics = Pick<Unsealed, 'key' | 'model' | 'id' | 'schema' | 'editedAt' | 'attempts'>

function add(wanted: Wanted, { op, patch, base }: Change): Wanted {
  switch (op) {
    case 'create': {
      const undone = Object.keys(wanted.deleted ?? {}).map((field): [string, null] => [field, null])
      const whole = { ...Object.fromEntries(undone), ...patch }
      return {
        fields: known(wanted, whole, wanted.deleted ?? {}),
        made: { data: setFields(patch), version: base.version },
      }
    }
    case 'update': {
      const fields = known(wanted, patch, base.values)
      const { made } = wanted
      return made ? { fields, made: { ...made, data: applyPatch(made.data, patch) } } : { fields }
    }
    case 'delete':
      return { fields: known(wanted, {}, {}), deleted: base.values }
  }
}

function known(wanted: Wanted, patch: Patch, base: Data): Wanted['fields'] {
  const fields = new Map(wanted.fields)
  for (const [field, value] of Object.entries(patch)) {
    fields.set(field, { value, known: [...(fields.get(field)?.known ?? []), valueAt(base, field), value] })
  }
  return fields
}

/** Acknowledged changes without what was changed or deleted again by others, as the old mirror shows. */
function stillTrue(wanted: Wanted, before: ServerRow | undefined): Wanted {
  const data = liveData(before)
  if (wanted.deleted) return data ? NOTHING : wanted
  if (!data) return NOTHING
  const fields = new Map([...wanted.fields].filter(([field, { value }]) => sameValue(value, valueAt(data, field))))
  if (wanted.made) return { fields, made: { ...wanted.made, data } }
  return fields.size === 0 ? NOTHING : { fields }
}

function compare(row: ServerRow | undefined, wanted: Wanted, entry: Basics): Unsealed | undefined {
  const data = liveData(row)
  if (row && data)
    return wanted.deleted ? deleteAgain(row, wanted, entry, wanted.deleted) : editAgain(row, wanted, entry)
  if (wanted.deleted) return undefined
  if (wanted.made) {
    const base = { version: row?.version ?? wanted.made.version, values: {} }
    return { ...entry, kind: 'open', op: 'create', patch: wanted.made.data, base }
  }
  const values = [...wanted.fields].map(
    ([
      field,
      {
        known: [first = null],
      },
    ]) => [field, first] as const,
  )
  const reason = {
    kind: 'deleted',
    serverVersion: row?.version ?? 0,
    by: row?.updatedBy ?? '',
    at: row?.updatedAt ?? '',
  } as const
  const base = { version: 0, values: setFields(Object.fromEntries(values)) }
  return { ...entry, kind: 'parked', reason, op: 'update', patch: patchOf(wanted), base }
}

/** A field that still holds a value this device knows is changed without a question; any other needs review. */
function editAgain(row: ServerRow, wanted: Wanted, entry: Basics): Unsealed | undefined {
  const missing = [...wanted.fields].filter(([field, { value }]) => !sameValue(value, valueAt(row.data, field)))
  if (missing.length === 0) return undefined
  const asked = missing.filter(([field, { known: values }]) => !isKnown(values, valueAt(row.data, field)))
  const patch = Object.fromEntries(missing.map(([field, { value }]) => [field, value]))
  const values = missing.map(
    ([
      field,
      {
        known: [first = null],
      },
    ]) => {
      return [field, asked.some(([name]) => name === field) ? first : valueAt(row.data, field)] as const
    },
  )
  const base = { version: asked.length > 0 ? 0 : row.version, values: setFields(Object.fromEntries(values)) }
  const update = { ...entry, op: 'update', patch, base } as const
  const fields = asked.map(([field]) => field)
  return fields.length > 0 ? conflict(row, update, fields) : { ...update, kind: 'open' }
}

/** One that it deleted is deleted if its values are still those that it saw. */
function deleteAgain(row: ServerRow, wanted: Wanted, entry: Basics, seen: Data): Unsealed {
  const moved = differingFields(seen, row.data).filter(
    (field) => !isKnown(wanted.fields.get(field)?.known ?? [], valueAt(row.data, field)),
  )
  const base = moved.length > 0 ? { version: 0, values: seen } : { version: row.version, values: row.data }
  const change = { ...entry, op: 'delete', patch: {}, base } as const
  return moved.length > 0 ? conflict(row, change, moved) : { ...change, kind: 'open' }
}

function conflict(row: ServerRow, change: Basics & Change, fields: readonly string[]): Unsealed {
  const holder: Holder = { version: row.version, by: row.updatedBy, at: row.updatedAt }
  const reason = {
    kind: 'conflict',
    serverVersion: row.version,
    serverData: row.data,
    fields: [...fields].sort(),
    theirs: Object.fromEntries(fields.map((field) => [field, holder])),
  } as const
  return { ...change, kind: 'parked', reason }
}

function patchOf({ fields }: Wanted): Patch {
  return Object.fromEntries([...fields].map(([field, { value }]) => [field, value]))
}

function isKnown(values: readonly (Value | null)[], value: Value | null): boolean {
  return values.some((one) => sameValue(one, value))
}

function basics({ model, id, schema, editedAt }: Entry | ArchivedChange, first: Entry | undefined): Basics {
  return { key: first?.key ?? NEW_KEY, model, id, schema, editedAt, attempts: 0 }
}

/** Not there any more: what it last held, for a person who wants it back. Its version is below any real one. */
function tombstoneOf(old: ServerRow): ServerRow {
  const { model, id } = old
  return newerRow(old, { model, id, version: 0, deleted: true, data: {}, updatedAt: '', updatedBy: '' })
}
