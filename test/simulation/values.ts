import { type Field, fieldOf, type Model } from '../../contract/model.ts'
import type { Patch, Value } from '../../contract/value.ts'

/** Gives values that nobody ever gave, so that each can be followed through devices and server. */
export interface Values {
  /** @param targets ids that a reference may name */
  create(model: Model, pick: number, targets: (model: string) => readonly string[]): { [field: string]: Value }
  patch(model: Model, picks: readonly number[], targets: (model: string) => readonly string[]): Patch
}

type Targets = (model: string) => readonly string[]

export function createValues(): Values {
  let count = 0
  const valueFor = (name: string, field: Field, pick: number, targets: Targets): Value | undefined => {
    const n = ++count
    switch (field.kind) {
      case 'text':
      case 'longText':
      case 'url':
      case 'phone':
        return `${name} ${n}`
      case 'email':
        // Few of them: they are to meet.
        return `p${pick % 4}@x.test`
      case 'integer':
      case 'money':
        // Long enough to be found in a text without being part of another number.
        return 7_000_000 + n
      case 'date':
        return new Date(n * 86_400_000).toISOString().slice(0, 10)
      case 'dateTime':
        return new Date(n * 86_400_000).toISOString()
      case 'choice':
        return at(Object.keys(field.options), pick)
      case 'choices':
        return Object.keys(field.options).filter((_, index) => ((pick >> index) & 1) === 1)
      case 'boolean':
        return pick % 2 === 0
      case 'reference':
        return at(targets(field.model), pick)
    }
  }
  return {
    create: (model, pick, targets) => {
      const data: { [field: string]: Value } = {}
      Object.entries(model.fields).forEach(([name, field], index) => {
        if (!field.required && (pick >> index) % 3 !== 0) return
        const value = valueFor(name, field, pick, targets)
        if (value !== undefined) data[name] = value
      })
      return data
    },
    patch: (model, picks, targets) => {
      const names = Object.keys(model.fields)
      const patch: { [field: string]: Value | null } = {}
      for (const pick of picks) {
        // The first fields most: there edits meet.
        const name = at(names, pick % 3 === 0 ? pick : pick % 2) ?? ''
        const field = fieldOf(model, name)
        if (!field) continue
        const isCleared = !field.required && pick % 11 === 0
        const value = isCleared ? null : valueFor(name, field, pick, targets)
        if (value !== undefined) patch[name] = value
      }
      return patch
    },
  }
}

function at<T>(choices: readonly T[], pick: number): T | undefined {
  return choices[pick % Math.max(1, choices.length)]
}
