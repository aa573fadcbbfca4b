import { decide, type PersonsDecision } from '../sync/core/resolve.ts'
import { type SyncContext, timeOf } from '../sync/context.ts'
import { EntryInFlight, NoSuchEntry } from '../sync/errors.ts'
import { loadRecords } from '../sync/records.ts'

/** Applies a person's decision to a waiting change. @throws EntryInFlight, NoSuchEntry: nothing was changed */
export function decideEntry(context: SyncContext, key: number, decision: PersonsDecision): Promise<void> {
  const { store, models, environment } = context
  return store.transact(async (tx) => {
    const entry = (await tx.entries()).find((entry) => entry.key === key)
    if (!entry) throw new NoSuchEntry(`no change ${key} waits`)
    const records = await loadRecords(tx, [entry])
    const decided = decide(models, records.of(entry), key, decision, timeOf(environment))
    if (decided.kind === 'inFlight') throw new EntryInFlight(`change ${key} is being sent`)
    if (decided.kind === 'notAsked') throw new NoSuchEntry(`change ${key} does not ask for this`)
    records.move(entry, decided.transition)
    await records.write(tx, timeOf(environment))
  })
}
