import { defineModel } from '../model.ts'

export const leases = defineModel({
  name: 'leases',
  label: 'Lease',
  plural: 'Leases',
  title: ['building', 'tenant'],
  subtitle: ['start', 'end', 'rent'],
  search: ['building', 'tenant', 'start'],
  filters: ['building'],
  fields: {
    building: { kind: 'reference', label: 'Building', model: 'buildings', required: true },
    tenant: { kind: 'reference', label: 'Tenant', model: 'tenants', required: true },
    start: { kind: 'date', label: 'Start', required: true },
    end: { kind: 'date', label: 'End' },
    rent: { kind: 'money', label: 'Rent', currency: 'EUR', defaultSide: 'theirs' },
  },
})
