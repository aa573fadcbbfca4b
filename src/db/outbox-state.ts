import type { Registry } from '../../contract/registry.ts'
import { knownFields } from '../../contract/validate.ts'
import { recordName } from '../sync/core/record-name.ts'
import type { LastSeen } from './column/titles.ts'
import { plan } from '../sync/core/order.ts'
import type { Entry, RecordKey, SendMode } from '../sync/core/types.ts'
import type { PendingCounts, RecordState } from './local-api.ts'

/** What the outbox says about records; derived from its entries, never stored. */
export interface OutboxState extends PendingCounts {
  readonly entries: readonly Entry[]
  readonly sendMode: SendMode
  readonly pendingOf: { readonly [model: string]: PendingCounts }
  /** Records that wait for the person's word. */
  readonly unconfirmed: number
  /** Records with an entry that waits for nothing but the network. */
  readonly leaving: number
  /** When the longest waiting of them was last edited (RFC 3339, device clock). */
  readonly oldestAt: string | undefined
  /** Is anything on its way? */
  readonly sealed: boolean
  stateOf(model: string, id: string): RecordState
  readonly lastSeen: LastSeen
  /** The record whose pending change an entry waits for. */
  waitsFor(entry: Entry): RecordKey | undefined
  /** Does an entry wait for the person's word? */
  isUnconfirmed(entry: Entry): boolean
}

export function outboxState(models: Registry, entries: readonly Entry[], sendMode: SendMode): OutboxState {
  const waits = new Map<number, RecordKey>()
  const unconfirmed = new Map<number, string>()
  if (entries.length > 0) {
    const planned = plan(models, entries, EVERYTHING, sendMode)
    for (const { entry, waitsFor } of planned.held) waits.set(entry.key, waitsFor)
    for (const { key, model, id } of planned.unconfirmed) unconfirmed.set(key, recordName({ model, id }))
  }
  const states = new Map<string, Map<string, RecordState>>()
  for (const entry of entries) {
    const ofModel = states.get(entry.model) ?? new Map<string, RecordState>()
    states.set(entry.model, ofModel)
    const state = stateOfEntry(entry, waits)
    const known = ofModel.get(entry.id)
    if (known === undefined || URGENCY[state] > URGENCY[known]) ofModel.set(entry.id, state)
  }
  const leaving = entries.filter(({ key, kind }) => kind !== 'parked' && !waits.has(key) && !unconfirmed.has(key))
  const all = [...states.values()].flatMap((ofModel) => [...ofModel.values()])
  return {
    entries,
    sendMode,
    ...countsOf(all),
    pendingOf: Object.fromEntries([...states].map(([model, ofModel]) => [model, countsOf([...ofModel.values()])])),
    unconfirmed: new Set(unconfirmed.values()).size,
    leaving: new Set(leaving.map(recordName)).size,
    oldestAt: entries.map(({ editedAt }) => editedAt).sort()[0],
    sealed: entries.some(({ kind }) => kind === 'sealed'),
    lastSeen: lastSeenIn(models, entries),
    stateOf: (model, id) => states.get(model)?.get(id) ?? 'synced',
    waitsFor: ({ key }) => waits.get(key),
    isUnconfirmed: ({ key }) => unconfirmed.has(key),
  }
}

/** Made of no entry before it is asked for. */
function lastSeenIn(models: Registry, entries: readonly Entry[]): LastSeen {
  const deletions = new Map(entries.filter(({ op }) => op === 'delete').map((entry) => [recordName(entry), entry]))
  return (name, id) => {
    const deletion = deletions.get(recordName({ model: name, id }))
    const model = models.get(name)
    return deletion && model && knownFields(model, deletion.base.values)
  }
}

/** @param states of records with entries, one each */
function countsOf(states: readonly RecordState[]): PendingCounts {
  return {
    pending: states.length,
    review: states.filter((state) => state === 'review').length,
    refused: states.filter((state) => state === 'refused').length,
  }
}

const EVERYTHING = { changesMax: Number.POSITIVE_INFINITY, bytesMax: Number.POSITIVE_INFINITY }

/** A record with two entries shows the state that a person should know of. */
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
