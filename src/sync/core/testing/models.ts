import { defineModel, type Model } from '../../../../contract/model.ts'
import { createRegistry } from '../../../../contract/registry.ts'

const basics = { title: ['name'], subtitle: [], search: [], filters: [] } as const

const houses = defineModel({
  ...basics,
  name: 'houses',
  label: 'House',
  plural: 'Houses',
  fields: {
    name: { kind: 'text', label: 'Name', required: true },
    note: { kind: 'text', label: 'Note' },
    mine: { kind: 'text', label: 'Mine', policy: 'client_wins' },
    theirs: { kind: 'text', label: 'Theirs', policy: 'server_wins' },
    newest: { kind: 'text', label: 'Newest', policy: 'lww' },
    tags: { kind: 'choices', label: 'Tags', options: { a: 'A', b: 'B' } },
  },
})

/** A child of a house, and perhaps of another room. */
const rooms = defineModel({
  ...basics,
  name: 'rooms',
  label: 'Room',
  plural: 'Rooms',
  policy: 'server_wins',
  fields: {
    house: { kind: 'reference', label: 'House', model: 'houses', required: true },
    name: { kind: 'text', label: 'Name' },
    beside: { kind: 'reference', label: 'Beside', model: 'rooms' },
    asked: { kind: 'text', label: 'Asked', policy: 'manual' },
  },
})

const visits = defineModel({
  ...basics,
  name: 'visits',
  label: 'Visit',
  plural: 'Visits',
  policy: 'lww',
  fields: { name: { kind: 'text', label: 'Name' }, note: { kind: 'text', label: 'Note', policy: 'manual' } },
})

const keys = defineModel({
  ...basics,
  name: 'keys',
  label: 'Key',
  plural: 'Keys',
  policy: 'client_wins',
  fields: { name: { kind: 'text', label: 'Name' }, note: { kind: 'text', label: 'Note' } },
})

/** Every policy for a record and for a field, and references. */
export const testModels = createRegistry([houses, rooms, visits, keys] satisfies readonly Model[])
