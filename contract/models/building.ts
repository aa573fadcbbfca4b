import { defineModel } from '../model.ts'

export const buildings = defineModel({
  name: 'buildings',
  label: 'Building',
  plural: 'Buildings',
  title: ['name'],
  subtitle: ['address'],
  search: ['name', 'address', 'description', 'phone'],
  filters: ['status'],
  fields: {
    name: { kind: 'text', label: 'Name', required: true },
    address: { kind: 'text', label: 'Address' },
    description: { kind: 'longText', label: 'Description' },
    phone: { kind: 'phone', label: 'Phone' },
    floors: { kind: 'integer', label: 'Floors' },
    status: {
      kind: 'choice',
      label: 'Status',
      options: {
        active: 'Active',
        planned: 'Planned',
        maintenance: 'Under maintenance',
        inactive: 'Inactive',
        closed: 'Closed',
      },
    },
  },
})
