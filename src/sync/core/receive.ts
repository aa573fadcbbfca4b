import type { Registry } from '../../../contract/registry.ts'
import { newerRow } from './answer-row.ts'
import { fold, sealedOf, unsealedOf, withEntries } from './fold.ts'
import { reconcile } from './reconcile.ts'
import type { Fact, RecordState, Transition } from './record-state.ts'
import { takenFields, withKnownHolders, withTaken } from './taken.ts'
import type { ParkedEntry, SealedEntry, ServerRow } from './types.ts'

/**
 * A server row of a pull or snapshot of the known epoch arrives. A row whose version is not above the shadow's is ignored, but
 * for who changed it and when, where an answer has not told.
 * The base of an unsealed entry moves with it where nothing of its patch differs (RB3), and stays otherwise (RB4); a
 * follower waits for the answer to its predecessor.
 */
export function receive(models: Registry, state: RecordState, incoming: ServerRow): Transition {
  const folded = fold(models, state)
  if (folded.row && incoming.version <= folded.row.version) return withAuthor(folded, folded.row, incoming)
  const row = newerRow(folded.row, incoming)
  const [mine, sealed] = [unsealedOf(folded), sealedOf(folded)]
  if (sealed) return withEntries(row, withBeside(row, sealed, folded.row), mine, folded.facts)
  if (!mine) return { ...folded, row }
  const { entry, facts } = reconcile(models, row, mine, { before: folded.row })
  const parked: Fact[] = entry?.kind === 'parked' && mine.kind === 'open' ? [parkedFact(entry)] : []
  return withEntries(row, undefined, entry, [...folded.facts, ...facts, ...parked])
}

/** The data do not move: they may be computed on what the server does not know as its own. */
function withAuthor(state: Transition, row: ServerRow, incoming: ServerRow): Transition {
  const { updatedAt, updatedBy } = incoming
  if (incoming.version < row.version || incoming.deleted !== row.deleted || row.updatedBy !== '') return state
  const known = { ...row, updatedAt, updatedBy }
  return { ...state, row: known, entries: state.entries.map((entry) => withKnownHolders(entry, known)) }
}

/** It may be refused yet, and the row that the answer brings is here then. What is sent stays as it is. A deletion enters nothing. */
function withBeside(row: ServerRow, sealed: SealedEntry, before: ServerRow | undefined): SealedEntry {
  return sealed.op === 'update' && !row.deleted ? withTaken(sealed, takenFields(row, sealed, before)) : sealed
}

/** Both versions: mine with what I saw, and theirs in the reason. */
function parkedFact({ model, id, op, patch, base, reason }: ParkedEntry): Fact {
  return { kind: 'parked', detail: { model, id, op, reason, patch, base } }
}
