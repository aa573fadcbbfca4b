import type { Random } from '../../server/demo/random.ts'
import { type Change, type Edit, keyOf } from './change.ts'

/** Makes up what a client edits, and remembers which records it has. */
export interface Edits {
  /** Changes of different records, 1 to `countMax`. */
  next(countMax: number): Edit[]
  /** A change was answered: what it says about the record counts from now on. */
  learn(change: Change): void
}

/** A record that every client changes. */
export interface Shared {
  readonly model: string
  readonly id: string
}

const TEXTS = ['name', 'address', 'description', 'phone'] as const
/** So few that two clients soon want the same one. */
const EMAILS = 40

/**
 * @param client its name, a part of every value: no value is given twice
 * @param shared records that are there, at version 1
 */
export function createEdits(client: string, random: Random, shared: readonly Shared[]): Edits {
  const versions = new Map(shared.map((record) => [keyOf(record), 1]))
  const own: Shared[] = []
  let values = 0
  const value = (): string => `${client} ${++values}`

  const create = (): Edit => {
    const id = random.id(Date.now())
    const email = random.chance(0.2) ? { email: `tenant${random.between(1, EMAILS)}@kills.test` } : {}
    return random.chance(0.75)
      ? { op: 'create', model: 'buildings', id, version: 0, data: { name: value(), floors: ++values } }
      : { op: 'create', model: 'tenants', id, version: 0, data: { name: value(), ...email } }
  }
  const update = (record: Shared): Edit => {
    const fields = record.model === 'tenants' ? ['name', 'notes'] : TEXTS
    const data = { [random.pick(fields)]: value(), [random.pick(fields)]: value() }
    return { op: 'update', ...record, version: versions.get(keyOf(record)) ?? 0, data }
  }
  const one = (): Edit => {
    const record = own.length > 0 ? random.pick(own) : undefined
    if (random.chance(0.25)) return update(random.pick(shared))
    if (!record || random.chance(0.5)) return create()
    if (random.chance(0.15)) return { op: 'delete', ...record, version: versions.get(keyOf(record)) ?? 0 }
    return update(record)
  }
  return {
    next: (countMax) => {
      const edits = Array.from({ length: random.between(1, countMax) }, one)
      return [...new Map(edits.map((edit) => [keyOf(edit), edit])).values()]
    },
    learn: ({ op, model, id, result }) => {
      const record = { model, id }
      const version = result?.new_version ?? result?.server_version
      if (version !== undefined) versions.set(keyOf(record), version)
      if (result?.ok && op === 'create') own.push(record)
      const isGone = op === 'delete' && result?.ok
      const at = isGone ? own.findIndex((other) => other.id === id) : -1
      if (at >= 0) own.splice(at, 1)
    },
  }
}
