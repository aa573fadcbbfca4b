import type { Data, Value } from '../../contract/value.ts'
import type { RecordKey, SavedEntry, SyncEvent } from '../../src/sync/core/types.ts'
import type { Person } from './people.ts'

/** One field of one save that a person made: its value was never used before, so its way can be followed. */
export interface Edit {
  readonly device: string
  readonly person: Person
  readonly model: string
  readonly id: string
  readonly field: string
  /** null: cleared; it only takes the place of what was there before. */
  readonly value: Value | null
  /** The entry's key. */
  readonly key: number
  readonly atMs: number
  /** A recorded reason why it may be gone. */
  excuse?: string
  /** Its device knows nothing of it any more. */
  isForgotten?: true
}

/** What was removed by a person: nothing of it has a value that could be followed. */
export interface Removal {
  readonly device: string
  readonly model: string
  readonly id: string
  readonly key: number
  readonly atMs: number
  excuse?: string
  isForgotten?: true
  /** The person entered something of the record after it. */
  isTakenBack?: true
}

export function isEdit(it: Edit | Removal): it is Edit {
  return 'field' in it
}

export interface Violation {
  readonly oracle: string
  readonly detail: string
}

/** Everything that people did and were told, beside the devices that must not forget it. */
export interface Book {
  readonly edits: Edit[]
  readonly removals: Removal[]
  /** Device → every event that its log ever held. */
  readonly events: Map<string, SyncEvent[]>
  /** `device model/id field` → every value that its person was shown there. */
  readonly shown: Map<string, Set<string>>
  readonly violations: Violation[]
  violated(oracle: string, detail: string): void
  /** @param undone what a delete took that has not left and that this takes back */
  saved(device: string, person: Person, entry: SavedEntry, atMs: number, undone: Data): void
  show(device: string, model: string, id: string, data: { readonly [field: string]: unknown }): void
  wasShown(device: string, model: string, id: string, field: string, value: unknown): boolean
  log(device: string, events: readonly SyncEvent[]): void
}

/** Fields whose values are given once only. */
export const TRACED: { readonly [model: string]: readonly string[] } = {
  buildings: ['name', 'address', 'description', 'phone', 'floors'],
  tenants: ['name', 'phone', 'notes'],
  leases: ['start', 'end', 'rent'],
  payments: ['amount', 'paid_on'],
  inspections: ['date', 'notes'],
}

export function isTraced(model: string, field: string): boolean {
  return TRACED[model]?.includes(field) ?? false
}

export function createBook(): Book {
  const shown = new Map<string, Set<string>>()
  const events = new Map<string, SyncEvent[]>()
  const nameOf = (device: string, model: string, id: string, field: string): string =>
    `${device} ${model}/${id} ${field}`
  const book: Book = {
    edits: [],
    removals: [],
    events,
    shown,
    violations: [],
    violated: (oracle, detail) => void book.violations.push({ oracle, detail }),
    saved: (device, person, { model, id, op, patch, base, key }, atMs, undone) => {
      if (op === 'delete') book.removals.push({ device, model, id, key, atMs })
      else takeBack(book.removals, device, { model, id })
      book.show(device, model, id, base.values)
      for (const [field, value] of Object.entries(patch)) {
        book.show(device, model, id, { [field]: value })
        if (!isTraced(model, field)) continue
        const excuse = undone[field] === value ? { excuse: 'it never went: a delete was taken back' } : {}
        book.edits.push({ device, person, model, id, field, value, key, atMs, ...excuse })
      }
    },
    show: (device, model, id, data) => {
      for (const [field, value] of Object.entries(data)) {
        const name = nameOf(device, model, id, field)
        const values = shown.get(name) ?? new Set()
        shown.set(name, values.add(JSON.stringify(value)))
      }
    },
    wasShown: (device, model, id, field, value) =>
      shown.get(nameOf(device, model, id, field))?.has(JSON.stringify(value)) ?? false,
    log: (device, more) => {
      const all = events.get(device) ?? []
      events.set(device, all)
      for (const event of more) if (isReason(event)) all.push(event)
    },
  }
  return book
}

/** Also by a field whose values are not followed. */
function takeBack(removals: readonly Removal[], device: string, { model, id }: RecordKey): void {
  for (const removal of removals) {
    if (removal.device === device && removal.model === model && removal.id === id) removal.isTakenBack = true
  }
}

/** Does an event say why something that a person entered is seen no more? */
function isReason({ detail }: SyncEvent): boolean {
  return typeof detail['id'] === 'string'
}
