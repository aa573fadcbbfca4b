import { defineModel } from '../model.ts'

export const tenants = defineModel({
  name: 'tenants',
  label: 'Tenant',
  plural: 'Tenants',
  title: ['name'],
  subtitle: ['email', 'phone'],
  search: ['name', 'email', 'phone', 'notes'],
  filters: [],
  fields: {
    name: { kind: 'text', label: 'Name', required: true },
    email: { kind: 'email', label: 'Email', unique: true },
    phone: { kind: 'phone', label: 'Phone', policy: 'lww' },
    notes: { kind: 'longText', label: 'Notes', policy: 'client_wins' },
  },
})
