import type { Registry } from '../../../contract/registry.ts'
import { type Patch, valueAt } from '../../../contract/value.ts'
import type { Wish } from './combine.ts'
import { withEntries } from './fold.ts'
import { reconcile } from './reconcile.ts'
import { NEW_KEY, type Transition } from './record-state.ts'
import { liveData } from './replay.ts'
import { baseOf } from './saw.ts'
import { differingJson } from './taken.ts'
import type { OpenEntry, RecordKey, ServerRow, VisibleRow } from './types.ts'

/**
 * A record shows something else than the server's row, and no entry says why, so that it would never be sent: queues what is
 * seen as an edit. A field of which nobody knows what its author saw is a question.
 * @param seen null: deleted here
 * @param saw what its author saw, as far as it is known (`sawBefore`)
 * @returns without an entry if nothing of it is missing on the server
 */
export function queueStray(
  models: Registry,
  row: ServerRow | undefined,
  key: RecordKey,
  seen: VisibleRow | null,
  saw: Patch,
  about: Pick<OpenEntry, 'schema' | 'editedAt'>,
): Transition {
  const wish = seen ? edit(row, seen, saw) : removal(row)
  if (!wish) return withEntries(row, undefined, undefined, [])
  const { model, id } = key
  const stray: OpenEntry = { ...about, ...wish, kind: 'open', key: NEW_KEY, model, id, attempts: 0 }
  const { entry, facts } = reconcile(models, row, stray, { asks: true })
  return withEntries(row, undefined, entry, [{ kind: 'repaired', detail: { model, id, ...wish } }, ...facts])
}

function edit(row: ServerRow | undefined, { data }: VisibleRow, saw: Patch): Wish | undefined {
  if (!row) return { op: 'create', patch: data, base: { version: 0, values: {} } }
  const there = liveData(row) ?? {}
  const fields = differingJson(there, data)
  if (fields.length === 0) return undefined
  const patch: Patch = Object.fromEntries(fields.map((field) => [field, valueAt(data, field)]))
  return { op: 'update', patch, base: baseOf(patch, saw, { version: row.version, data: there }) }
}

function removal(row: ServerRow | undefined): Wish | undefined {
  return liveData(row) ? { op: 'delete', patch: {}, base: { version: 0, values: {} } } : undefined
}
