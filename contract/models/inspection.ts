import { defineModel } from '../model.ts'

export const inspections = defineModel({
  name: 'inspections',
  label: 'Inspection',
  plural: 'Inspections',
  policy: 'lww',
  title: ['building', 'date'],
  subtitle: ['checklist', 'notes'],
  search: ['building', 'date', 'notes'],
  filters: ['building'],
  fields: {
    building: { kind: 'reference', label: 'Building', model: 'buildings', required: true },
    date: { kind: 'date', label: 'Date', required: true },
    checklist: {
      kind: 'choices',
      label: 'Checklist',
      options: {
        roof: 'Roof',
        stairs: 'Stairs',
        lift: 'Lift',
        heating: 'Heating',
        plumbing: 'Plumbing',
        electrical: 'Electrical',
        fire_exit: 'Fire exit',
        smoke_alarms: 'Smoke alarms',
      },
    },
    notes: { kind: 'longText', label: 'Notes', policy: 'manual' },
  },
})
