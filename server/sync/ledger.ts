import type { StorageTx } from '../storage/storage.ts'
import type { DeviceRow } from '../storage/tables.ts'
import type { Actor } from './actor.ts'
import type { ParsedPush, PushItem } from './envelope.ts'
import { type Problem, problem } from './reply.ts'
import { duplicateText, ID_REUSE, resultText } from './result.ts'

/** What the server remembers of a device (WP11). */
export interface Ledger {
  readonly kind: 'ledger'
  readonly device: DeviceRow | undefined
  readonly ackedThrough: number
  /** By mutation id. */
  readonly stored: ReadonlyMap<number, { readonly bodyHash: string; readonly text: string }>
}

const NO_DEVICE: Ledger = { kind: 'ledger', device: undefined, ackedThrough: 0, stored: new Map() }

/**
 * Opens the ledger of the device that pushes.
 * @returns 403 if the device belongs to somebody else, in whatever scope
 */
export async function openLedger(
  tx: StorageTx,
  scope: string,
  actor: Actor,
  { deviceId, ackedThrough, items }: ParsedPush,
  now: string,
): Promise<Ledger | Problem> {
  if (deviceId === null) return NO_DEVICE
  const devices = await tx.devices(deviceId)
  const owners =
    devices.length > 0 ? devices.map((device) => device.user_id) : [await tx.claimDevice(deviceId, actor.userId, now)]
  if (owners.some((owner) => owner !== actor.userId)) {
    return problem('OTHER_USERS_DEVICE', 'these changes belong to another person')
  }
  const device = devices.find((row) => row.scope === scope)
  const judgedThrough = device?.judged_through ?? 0
  const ids = items.flatMap(({ identity }) =>
    identity && identity.mutationId <= judgedThrough ? identity.mutationId : [],
  )
  const stored = await tx.mutations(scope, deviceId, [...new Set(ids)])
  return {
    kind: 'ledger',
    device,
    ackedThrough: Math.max(device?.acked_through ?? 0, Math.min(ackedThrough, judgedThrough)),
    stored: new Map(stored.map((row) => [row.mutation_id, { bodyHash: row.body_hash, text: row.result }])),
  }
}

/** The items to be judged: not acknowledged, not judged before, the first of their id in this batch. */
export function freshItems(ledger: Ledger, items: readonly PushItem[]): PushItem[] {
  const seen = new Set<number>()
  return items.filter(({ identity }) => {
    if (!identity) return true
    const { mutationId } = identity
    if (mutationId <= ledger.ackedThrough || ledger.stored.has(mutationId) || seen.has(mutationId)) return false
    seen.add(mutationId)
    return true
  })
}

/** The result of each item, in order: a fresh one's own, a repeat's stored one, or `ID_REUSE`. */
export function resultTexts(
  ledger: Ledger,
  items: readonly PushItem[],
  fresh: ReadonlyMap<PushItem, string>,
): string[] {
  const known = new Map(ledger.stored)
  return items.map((item) => {
    const own = fresh.get(item)
    const { identity } = item
    if (own !== undefined) {
      if (identity) known.set(identity.mutationId, { bodyHash: identity.bodyHash, text: own })
      return own
    }
    // Without an id every item is fresh.
    const mutationId = identity?.mutationId ?? 0
    const first = mutationId > ledger.ackedThrough ? known.get(mutationId) : undefined
    return first?.bodyHash === identity?.bodyHash && first
      ? duplicateText(first.text)
      : resultText(mutationId, ID_REUSE)
  })
}

/** Stores the results of the fresh items and what the device has acknowledged. */
export async function closeLedger(
  tx: StorageTx,
  scope: string,
  actor: Actor,
  deviceId: string | null,
  ledger: Ledger,
  fresh: ReadonlyMap<PushItem, string>,
  now: string,
): Promise<void> {
  const { device, ackedThrough } = ledger
  if (deviceId === null || (device && fresh.size === 0 && device.acked_through === ackedThrough)) return
  const rows = [...fresh].flatMap(([{ identity }, result]) =>
    identity
      ? { scope, device_id: deviceId, mutation_id: identity.mutationId, body_hash: identity.bodyHash, result }
      : [],
  )
  await tx.addMutations(rows)
  await tx.putDevice({
    scope,
    device_id: deviceId,
    user_id: actor.userId,
    acked_through: ackedThrough,
    judged_through: Math.max(device?.judged_through ?? 0, ...rows.map((row) => row.mutation_id)),
    created_at: device?.created_at ?? now,
    pushed_at: now,
  })
  if (device && ackedThrough > device.acked_through) await tx.forgetMutations(scope, deviceId, ackedThrough)
}
