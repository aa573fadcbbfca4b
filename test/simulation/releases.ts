import { defineModel, type Model } from '../../contract/model.ts'
import { models, SCHEMA } from '../../contract/models/index.ts'
import { createRegistry } from '../../contract/registry.ts'
import type { Release } from './server-node.ts'

/**
 * The next release: buildings have a grade and at most so many floors, payments may say by whom; what was written before is
 * lifted: a building's status `closed` is `inactive` by now.
 */
export const NEXT_RELEASE: Release = {
  schema: SCHEMA + 1,
  registry: createRegistry(models.all.map((model) => nextOf(model))),
  lifts: [
    {
      from: SCHEMA,
      model: 'buildings',
      lift: (data) => (data['status'] === 'closed' ? { ...data, status: 'inactive' } : data),
    },
  ],
}

function nextOf(model: Model): Model {
  if (model.name === 'payments') {
    return defineModel({ ...model, fields: { ...model.fields, payer: { kind: 'text', label: 'Payer' } } })
  }
  if (model.name !== 'buildings') return model
  return defineModel({
    ...model,
    fields: {
      ...model.fields,
      floors: { kind: 'integer', label: 'Floors', max: 150 },
      grade: { kind: 'choice', label: 'Grade', options: { a: 'A', b: 'B' } },
    },
  })
}
