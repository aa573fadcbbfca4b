import { plainText, titleOf } from '../../contract/label.ts'
import type { Registry } from '../../contract/registry.ts'
import { knownFields } from '../../contract/validate.ts'
import { applyPatch, type Data } from '../../contract/value.ts'
import { changedMeanwhile, type RowsOf } from './changed-meanwhile.ts'
import { createTitleLookup } from './column/titles.ts'
import type { Entry, RecordKey } from '../sync/core/types.ts'
import { NoSuchEntry } from '../sync/errors.ts'
import { childrenOfEntry } from './decide-entry.ts'
import type { PendingChange } from './local-api.ts'
import { needsReview, type OutboxState } from './outbox-state.ts'
import type { View } from './view.ts'

/** The outbox as Pending changes shows it, oldest first. Loads the columns that the labels need. */
export async function pendingChanges(
  models: Registry,
  view: View,
  outbox: OutboxState,
  rowsOf: RowsOf,
): Promise<PendingChange[]> {
  const labelOf = await createLabels(models, view, outbox)
  const isKept = (entry: Entry) => entry.kind === 'open' && (outbox.isUnconfirmed(entry) || !!outbox.waitsFor(entry))
  const meanwhile = await changedMeanwhile(outbox.entries.filter(isKept), rowsOf)
  return outbox.entries.map((entry) => {
    const { key, model, id, op, patch, base, attempts, lastError, editedAt } = entry
    const waitsFor = outbox.waitsFor(entry)
    const moved = meanwhile.get(key)
    return {
      ...{ key, model, id, op, patch, attempts, editedAt },
      base: base.values,
      baseVersion: base.version,
      label: labelOf(entry),
      group: groupOf(entry),
      state: outbox.isUnconfirmed(entry) ? 'unconfirmed' : stateOf(entry, waitsFor),
      ...(entry.kind === 'parked' ? { reason: entry.reason } : {}),
      ...(waitsFor ? { waitsFor: { ...waitsFor, label: labelOf(waitsFor) } } : {}),
      ...(moved ? { meanwhile: moved } : {}),
      ...(lastError === undefined ? {} : { lastError }),
    }
  })
}

/** The pending changes that refer to what this one creates, and could not be sent without it. @throws NoSuchEntry */
export async function childChanges(
  models: Registry,
  view: View,
  outbox: OutboxState,
  key: number,
  rowsOf: RowsOf,
): Promise<PendingChange[]> {
  const entry = outbox.entries.find((entry) => entry.key === key)
  if (!entry) throw new NoSuchEntry(`no change ${key} waits`)
  const children = new Set(childrenOfEntry(models, outbox.entries, entry).map((child) => child.key))
  if (children.size === 0) return []
  return (await pendingChanges(models, view, outbox, rowsOf)).filter((change) => children.has(change.key))
}

async function createLabels(models: Registry, view: View, { entries, lastSeen }: OutboxState) {
  // oxlint-disable-next-line no-await-in-loop -- loading is in turn anyway
  for (const model of new Set(entries.map(({ model }) => model))) await view.columns(model, false)
  const lookUp = createTitleLookup(view.column, lastSeen)
  return ({ model: name, id }: RecordKey): string => {
    const title = lookUp(name, id)
    if (title !== undefined) return title
    // Neither here nor deleted here: what its own entry tells of it.
    const model = models.get(name)
    const entry = entries.findLast((entry) => entry.model === name && entry.id === id)
    return model ? titleOf(model, knownFields(model, toldBy(entry)), plainText(lookUp)) : id
  }
}

function toldBy(entry: Entry | undefined): Data {
  return entry ? applyPatch(entry.base.values, entry.patch) : {}
}

function groupOf(entry: Entry): PendingChange['group'] {
  if (entry.kind !== 'parked') return 'ready'
  return needsReview(entry.reason.kind) ? 'review' : 'refused'
}

function stateOf(entry: Entry, waitsFor: RecordKey | undefined): PendingChange['state'] {
  if (entry.kind === 'parked') return 'parked'
  if (entry.kind === 'sealed') return 'sending'
  return waitsFor ? 'held' : 'ready'
}
