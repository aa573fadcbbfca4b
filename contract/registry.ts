import { type Model } from './model.ts'

/** The models of an installation, looked up by name. */
export interface Registry {
  readonly all: readonly Model[]
  /** @returns the model, or undefined if there is none of that name. */
  get(name: string): Model | undefined
  /** Every (model, field) that refers to the given model. */
  referrersOf(name: string): readonly { model: Model; field: string }[]
}

/**
 * @throws Error if two models share a name, a reference leads nowhere, or required references form a cycle: such
 * records could never be created one after the other.
 */
export function createRegistry(all: readonly Model[]): Registry {
  const byName = new Map(all.map((model) => [model.name, model]))
  if (byName.size !== all.length) throw new Error('two models share a name')
  for (const model of all) {
    for (const [name, field] of Object.entries(model.fields)) {
      if (field.kind === 'reference' && !byName.has(field.model)) {
        throw new Error(`model ${model.name}: ${name} refers to ${field.model}, which does not exist`)
      }
    }
  }
  refuseCycles(all, byName)
  return {
    all,
    get: (name) => byName.get(name),
    referrersOf: (name) =>
      all.flatMap((model) =>
        Object.entries(model.fields)
          .filter(([, field]) => field.kind === 'reference' && field.model === name)
          .map(([field]) => ({ model, field })),
      ),
  }
}

function refuseCycles(all: readonly Model[], byName: ReadonlyMap<string, Model>): void {
  const done = new Set<string>()
  const visit = (model: Model, path: readonly string[]): void => {
    if (path.includes(model.name)) {
      throw new Error(`required references form a cycle: ${[...path, model.name].join(' → ')}`)
    }
    if (done.has(model.name)) return
    for (const field of Object.values(model.fields)) {
      const target = field.kind === 'reference' && field.required ? byName.get(field.model) : undefined
      if (target) visit(target, [...path, model.name])
    }
    done.add(model.name)
  }
  for (const model of all) visit(model, [])
}
