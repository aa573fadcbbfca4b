import type { PushResult } from '../../../contract/wire/push.ts'
import { CHANGES_MAX } from '../../../contract/wire/protocol.ts'
import { unsealedOf } from './fold.ts'
import { NEW_KEY, type RecordState, type Transition } from './record-state.ts'
import type { PersonsDecision } from './resolve.ts'
import { seal } from './seal.ts'
import type { DeviceMeta, Entry, SealedEntry, Yielded } from './types.ts'

/** Nobody can decide so much before it is told; more would be a fault. */
const YIELDED_MAX = CHANGES_MAX

/** What a decision leaves to be told beside what it leaves to be sent. */
export function yieldedBy(
  before: RecordState,
  decision: PersonsDecision,
  after: Transition,
  about: Pick<Yielded, 'schema' | 'editedAt'>,
): Yielded | undefined {
  const asked = unsealedOf(before)
  if (decision.kind !== 'merge' || asked?.kind !== 'parked' || asked.reason.kind !== 'conflict') return undefined
  if (unsealedOf(after)) return undefined
  const { model, id, reason } = asked
  return { model, id, version: reason.serverVersion, ...about }
}

/** The device's state with one thing more to be told. */
export function withYielded(meta: DeviceMeta, one: Yielded): DeviceMeta {
  return { ...meta, yielded: [...(meta.yielded ?? []), one].slice(-YIELDED_MAX) }
}

/**
 * What is still to be told, as changes of nothing, each time under new ids: the server takes no harm from one that comes twice,
 * so they need not be kept like a change. Where the person confirms what leaves, they are told once that is over.
 */
export function tellYielded(meta: DeviceMeta): { readonly meta: DeviceMeta; readonly batch: readonly SealedEntry[] } {
  const { yielded = [], nextMutationId, sendMode = 'automatic' } = meta
  if (yielded.length === 0 || sendMode !== 'automatic') return { meta, batch: [] }
  const told = yielded.map((one, n) => ({ ...one, mutationId: nextMutationId + n }))
  return {
    meta: { ...meta, yielded: told, nextMutationId: nextMutationId + told.length },
    batch: told.map(({ mutationId, model, id, version, schema, editedAt }) => {
      const change = { model, id, op: 'update', patch: {}, base: { version, values: {} }, schema, editedAt } as const
      return seal({ ...change, kind: 'open', key: NEW_KEY, attempts: 0 }, mutationId)
    }),
  }
}

/** Does it only tell something? Such a one is not in the outbox. */
export function isTelling({ key }: Pick<Entry, 'key'>): boolean {
  return key === NEW_KEY
}

/** Told, or never to be: whatever the server says of one, but to come again, it is not said again. */
export function withoutTold(meta: DeviceMeta, isTold: (mutationId: number) => boolean): DeviceMeta {
  const { yielded, ...rest } = meta
  const left = yielded?.filter(({ mutationId }) => mutationId === undefined || !isTold(mutationId)) ?? []
  return left.length > 0 ? { ...rest, yielded: left } : rest
}

/** Did the server hear it, or refuse it for good? */
export function isHeard(result: PushResult | undefined): boolean {
  return result !== undefined && result.code !== 'RETRY'
}
