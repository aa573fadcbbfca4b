import { SCHEMA } from '../../contract/models/index.ts'
import type { Registry } from '../../contract/registry.ts'
import { childrenOf } from '../sync/core/order.ts'
import { decide, type PersonsDecision } from '../sync/core/resolve.ts'
import { withYielded, yieldedBy } from '../sync/core/yielded.ts'
import type { Entry } from '../sync/core/types.ts'
import { type SyncContext, timeOf } from '../sync/context.ts'
import { EntryInFlight, HasChildren, NoSuchEntry } from '../sync/errors.ts'
import { loadRecords } from '../sync/device/records.ts'

/**
 * Takes a waiting change back, with those that could not be without it.
 * @returns the keys of all that are gone
 * @throws HasChildren, EntryInFlight, NoSuchEntry: nothing was changed
 */
export function discardEntry(context: SyncContext, key: number, withChildren: boolean): Promise<readonly number[]> {
  return discard(context, (outbox) => {
    const entry = outbox.find((entry) => entry.key === key)
    if (!entry) throw new NoSuchEntry(`no change ${key} waits`)
    const children = childrenOfEntry(context.models, outbox, entry)
    if (children.length > 0 && !withChildren) throw new HasChildren(`${children.length} changes refer to this one`)
    return [entry, ...children]
  })
}

/**
 * Takes back all that waits, at once: one by one, a thousand would take a minute.
 * @returns the keys of all that are gone
 * @throws EntryInFlight: nothing was changed
 */
export function discardEverything(context: SyncContext): Promise<readonly number[]> {
  return discard(context, (outbox) => outbox)
}

function discard(
  { store, models, environment }: SyncContext,
  choose: (outbox: readonly Entry[]) => readonly Entry[],
): Promise<readonly number[]> {
  return store.transact(async (tx) => {
    const all = choose(await tx.entries())
    const records = await loadRecords(tx, all)
    for (const one of all) {
      const decided = decide(models, records.of(one), one.key, { kind: 'discard' }, timeOf(environment))
      if (decided.kind === 'inFlight') throw new EntryInFlight(`change ${one.key} is being sent`)
      // Not asked: it was folded into an entry of its record that is gone by now.
      if (decided.kind === 'decided') records.move(one, decided.transition)
    }
    await records.write(tx, timeOf(environment))
    return all.map((one) => one.key)
  })
}

/** The entries that cannot be sent without this one: those that refer to what it creates. */
export function childrenOfEntry(models: Registry, outbox: readonly Entry[], entry: Entry): readonly Entry[] {
  return entry.op === 'create' ? childrenOf(models, outbox, entry) : []
}

/** Applies a person's decision to a waiting change. @throws EntryInFlight, NoSuchEntry: nothing was changed */
export function decideEntry(
  context: SyncContext,
  key: number,
  decision: Exclude<PersonsDecision, { kind: 'discard' }>,
): Promise<void> {
  const { store, models, environment } = context
  return store.transact(async (tx) => {
    const entry = (await tx.entries()).find((entry) => entry.key === key)
    if (!entry) throw new NoSuchEntry(`no change ${key} waits`)
    const records = await loadRecords(tx, [entry])
    const before = records.of(entry)
    const at = timeOf(environment)
    const decided = decide(models, before, key, decision, at)
    if (decided.kind === 'inFlight') throw new EntryInFlight(`change ${key} is being sent`)
    if (decided.kind === 'notAsked') throw new NoSuchEntry(`change ${key} does not ask for this`)
    records.move(entry, decided.transition)
    await records.write(tx, at)
    const yielded = yieldedBy(before, decision, decided.transition, { schema: SCHEMA, editedAt: at })
    if (yielded) await tx.putMeta(withYielded(await tx.meta(), yielded))
  })
}
