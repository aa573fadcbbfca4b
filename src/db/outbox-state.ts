import type { Registry } from '../../contract/registry.ts'
import { plan } from '../sync/core/order.ts'
import type { Entry, RecordKey } from '../sync/core/types.ts'
import type { RecordState } from './local-api.ts'

/** What the outbox says about records; derived from its entries, never stored. */
export interface OutboxState {
  readonly entries: readonly Entry[]
  /** Records with entries. */
  readonly pending: number
  readonly review: number
  readonly refused: number
  /** Is anything on its way? */
  readonly sealed: boolean
  stateOf(model: string, id: string): RecordState
  /** The record whose pending change an entry waits for. */
  waitsFor(entry: Entry): RecordKey | undefined
}

export function outboxState(models: Registry, entries: readonly Entry[]): OutboxState {
  const waits = new Map<number, RecordKey>()
  if (entries.length > 0) {
    const everything = { changesMax: Number.POSITIVE_INFINITY, bytesMax: Number.POSITIVE_INFINITY }
    for (const { entry, waitsFor } of plan(models, entries, everything).held) waits.set(entry.key, waitsFor)
  }
  const states = new Map<string, Map<string, RecordState>>()
  for (const entry of entries) {
    const ofModel = states.get(entry.model) ?? new Map<string, RecordState>()
    states.set(entry.model, ofModel)
    const state = stateOfEntry(entry, waits)
    const known = ofModel.get(entry.id)
    if (known === undefined || URGENCY[state] > URGENCY[known]) ofModel.set(entry.id, state)
  }
  const all = [...states.values()].flatMap((ofModel) => [...ofModel.values()])
  return {
    entries,
    pending: all.length,
    review: all.filter((state) => state === 'review').length,
    refused: all.filter((state) => state === 'refused').length,
    sealed: entries.some(({ kind }) => kind === 'sealed'),
    stateOf: (model, id) => states.get(model)?.get(id) ?? 'synced',
    waitsFor: ({ key }) => waits.get(key),
  }
}

/** Who has two entries shows the one that a person should know of. */
const URGENCY: { readonly [S in RecordState]: number } = {
  synced: 0,
  pending: 1,
  held: 2,
  sending: 3,
  refused: 4,
  review: 5,
}

function stateOfEntry(entry: Entry, waits: ReadonlyMap<number, RecordKey>): RecordState {
  switch (entry.kind) {
    case 'parked':
      return needsReview(entry.reason.kind) ? 'review' : 'refused'
    case 'sealed':
      return 'sending'
    case 'saved':
    case 'open':
      return waits.has(entry.key) ? 'held' : 'pending'
  }
}

/** A question to a person, as against a refusal. */
export function needsReview(kind: string): boolean {
  return kind === 'conflict' || kind === 'deleted'
}
