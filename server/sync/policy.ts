import type { Model } from '../../contract/model.ts'
import { policyOf } from '../../contract/model.ts'
import type { SyncContext } from './context.ts'
import { type Answer, answer } from './reply.ts'

/** GET /api/sync/policy: who wins in each model, and which side the merge screen begins with. */
export function policy({ registry, schema }: SyncContext): Answer {
  const models = Object.fromEntries(registry.all.map((model) => [model.name, modelPolicy(model)]))
  return answer(JSON.stringify({ data: { models }, schema }))
}

/** `fields` names those that differ from their model. */
function modelPolicy(model: Model) {
  const fields = Object.entries(model.fields).flatMap(([name, field]) => {
    const own = {
      ...(field.policy === undefined ? {} : { conflict: field.policy }),
      ...(field.defaultSide === undefined ? {} : { default_side: field.defaultSide }),
    }
    return Object.keys(own).length > 0 ? [[name, own]] : []
  })
  const basics = { conflict: policyOf(model), default_side: 'mine' }
  return fields.length > 0 ? { ...basics, fields: Object.fromEntries(fields) } : basics
}
