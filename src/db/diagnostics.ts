import type { Registry } from '../../contract/registry.ts'
import type { Entry } from '../sync/core/types.ts'
import type { SyncStore } from '../sync/ports.ts'
import type { Lists } from './lists.ts'
import type { Diagnostics } from './local-api.ts'

/** What the device knows of itself. The session is a cookie that no script can read, so it cannot be in here. */
export async function readDiagnostics(
  store: SyncStore,
  models: Registry,
  lists: Pick<Lists, 'page'>,
): Promise<Diagnostics> {
  const { meta, entries, events } = await store.read(async (tx) => ({
    meta: await tx.meta(),
    entries: await tx.entries(),
    events: await tx.events(),
  }))
  const totals = await Promise.all(
    models.all.map(async ({ name }) => [name, (await lists.page(name, { limit: 1 })).total] as const),
  )
  const { deviceId, ...device } = meta
  return { deviceId, device, records: Object.fromEntries(totals), entries: counted(entries), events: events.reverse() }
}

function counted(entries: readonly Entry[]): { [kind: string]: number } {
  const counts: { [kind: string]: number } = {}
  for (const entry of entries) {
    const kind = entry.kind === 'parked' ? `parked: ${entry.reason.kind}` : entry.kind
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}
