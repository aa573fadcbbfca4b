import { type Policy, policyOf } from '../../../contract/model.ts'
import type { Registry } from '../../../contract/registry.ts'

/** The policy of a field, or of the whole record; of a model that this build does not know: ask. */
export function policyFor(models: Registry, name: string, field?: string): Policy {
  const model = models.get(name)
  return model ? policyOf(model, field) : 'manual'
}
