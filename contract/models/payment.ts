import { defineModel } from '../model.ts'

export const payments = defineModel({
  name: 'payments',
  label: 'Payment',
  plural: 'Payments',
  policy: 'server_wins',
  title: ['lease'],
  subtitle: ['paid_on', 'amount', 'method'],
  search: ['lease', 'paid_on'],
  filters: ['method'],
  fields: {
    lease: { kind: 'reference', label: 'Lease', model: 'leases', required: true },
    amount: { kind: 'money', label: 'Amount', currency: 'EUR', required: true },
    paid_on: { kind: 'date', label: 'Paid on' },
    method: {
      kind: 'choice',
      label: 'Method',
      options: { cash: 'Cash', card: 'Card', transfer: 'Bank transfer', cheque: 'Cheque', other: 'Other' },
    },
  },
})
