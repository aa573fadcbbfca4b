import type { Registry } from '../../../contract/registry.ts'
import { newerRow } from './answer-row.ts'
import { fold, sealedOf, unsealedOf, withEntries } from './fold.ts'
import { reconcile } from './reconcile.ts'
import type { Fact, RecordState, Transition } from './record-state.ts'
import type { ParkedEntry, ServerRow } from './types.ts'

/**
 * A server row of a pull or snapshot of the known epoch arrives. A row whose version is not above the shadow's is ignored.
 * The base of an unsealed entry moves with it where nothing of its patch differs (DESIGN.md §3), and stays otherwise; a
 * follower waits for the answer to its predecessor.
 */
export function receive(models: Registry, state: RecordState, incoming: ServerRow): Transition {
  const folded = fold(models, state)
  if (folded.row && incoming.version <= folded.row.version) return folded
  const row = newerRow(folded.row, incoming)
  const mine = unsealedOf(folded)
  if (!mine || sealedOf(folded)) return { ...folded, row }
  const { entry, facts } = reconcile(models, row, mine, { before: folded.row })
  const parked: Fact[] = entry?.kind === 'parked' && mine.kind === 'open' ? [parkedFact(entry)] : []
  return withEntries(row, undefined, entry, [...folded.facts, ...facts, ...parked])
}

/** Both versions: mine with what I saw, and theirs in the reason. */
function parkedFact({ model, id, op, patch, base, reason }: ParkedEntry): Fact {
  return { kind: 'parked', detail: { model, id, op, reason, patch, base } }
}
