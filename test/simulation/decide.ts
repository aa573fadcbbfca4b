import { setFields } from '../../src/sync/core/combine.ts'
import type { PersonsDecision } from '../../src/sync/core/resolve.ts'
import type { Entry, ParkedEntry } from '../../src/sync/core/types.ts'
import { EntryInFlight, HasChildren, NoSuchEntry, QuotaExceeded, StorageUnavailable } from '../../src/sync/errors.ts'
import { cover } from './coverage.ts'
import type { DeviceNode } from './device-node.ts'
import { befellRecord, rareOf } from './entry-states.ts'
import type { World } from './world.ts'

/** A person opens Pending changes and decides about one of them. */
export async function decide(world: World, device: DeviceNode, choice: number): Promise<void> {
  if (!device.isOpen() || device.isFrozen()) return
  const entries = await device.entries()
  const parked = entries.filter((entry) => entry.kind === 'parked')
  const asked = choice % 7 === 0 ? undefined : parked[choice % Math.max(1, parked.length)]
  const entry = asked ?? waiting(entries, choice)
  if (!entry) return
  const decision = entry.kind === 'parked' ? decisionFor(entry, choice) : ({ kind: 'discard' } as const)
  if (entry.kind === 'parked' && entry.reason.kind === 'conflict') {
    world.book.show(device.name, entry.model, entry.id, entry.reason.serverData)
    // What they would bring back may be what others had entered.
    world.book.show(device.name, entry.model, entry.id, setFields(entry.patch))
  }
  if (decision.kind === 'insist') await showLast(world, device, entry)
  cover('decision', entry.kind === 'parked' ? `${entry.reason.kind} ${decision.kind}` : 'discard')
  befellRecord(device.options.watcher.outbox, entry, (other) =>
    other.key === entry.key ? `decided: ${decision.kind}` : undefined,
  )
  let failure: unknown
  void device.decide(entry.key, decision, choice % 2 === 0).catch((error: unknown) => {
    failure = error
  })
  await world.loop.pass(0)
  if (failure === undefined) return
  const expected = [HasChildren, EntryInFlight, NoSuchEntry, QuotaExceeded, StorageUnavailable]
  if (expected.some((kind) => failure instanceof kind)) return
  world.book.violated('nothing breaks', `${device.name}: ${String(failure)}`)
}

/** Whoever makes a deleted record anew is shown it as it was last known there, what others had entered too. */
async function showLast({ book }: World, device: DeviceNode, { model, id }: Entry): Promise<void> {
  const [row] = await device.look((tx) => tx.rows([{ model, id }]))
  if (row) book.show(device.name, model, id, row.last ?? row.data)
}

/** Now and then something that only waits is taken back. */
function waiting(entries: readonly Entry[], choice: number): Entry | undefined {
  if (choice % 5 !== 0 && choice % 7 !== 0) return undefined
  const all = entries.filter(({ kind }) => kind === 'open' || kind === 'sealed')
  const rare = rareOf(entries).filter(({ kind }) => kind === 'open')
  const open = choice % 2 === 0 && rare.length > 0 ? rare : all
  return open[choice % Math.max(1, open.length)]
}

function decisionFor({ reason, op, patch }: ParkedEntry, choice: number): PersonsDecision {
  if (choice % 4 === 0) return { kind: 'discard' }
  if (reason.kind === 'deleted' || (reason.kind === 'conflict' && op === 'delete')) return { kind: 'insist' }
  if (reason.kind !== 'conflict') return choice % 3 === 0 ? { kind: 'discard' } : { kind: 'retry' }
  // Field by field: mine or theirs; sometimes one is left for later.
  const fields = reason.fields.filter((_, n) => n === 0 || choice % 7 !== 0)
  const values = fields.map((field, n) => {
    const isMine = ((choice >> n) & 1) === 0
    return [field, (isMine ? patch[field] : reason.serverData[field]) ?? null] as const
  })
  return { kind: 'merge', values: Object.fromEntries(values), seen: reason.serverData }
}
