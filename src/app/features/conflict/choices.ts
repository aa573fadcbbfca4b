import { fieldOf, type Field, type Model } from '../../../../contract/model.ts'
import { type FieldErrors, validateValue } from '../../../../contract/validate.ts'
import { sameValue, type Value } from '../../../../contract/value.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import type { Holder, ParkedReason } from '../../../sync/core/types.ts'
import { type Input, inputToValue } from '../record/input.ts'

export type Conflict = Extract<ParkedReason, { kind: 'conflict' }>

/** One field in conflict: what it was, what each side made of it, who and when. */
export interface ConflictField {
  readonly name: string
  readonly field: Field
  readonly was: Value | null
  readonly yours: Value | null
  readonly theirs: Value | null
  readonly holder: Holder | undefined
}

/** How one field is decided. */
export type Choice =
  | { readonly kind: 'yours' }
  | { readonly kind: 'theirs' }
  | { readonly kind: 'both' }
  | { readonly kind: 'custom'; readonly input: Input }

export type Choices = { readonly [field: string]: Choice }

/** The fields to decide, in the model's order. */
export function conflictFields(model: Model, change: PendingChange, conflict: Conflict): ConflictField[] {
  return Object.entries(model.fields)
    .filter(([name]) => conflict.fields.includes(name))
    .map(([name, field]) => ({
      name,
      field,
      was: change.base[name] ?? null,
      yours: change.patch[name] ?? null,
      theirs: conflict.serverData[name] ?? null,
      holder: conflict.theirs[name],
    }))
}

/** Yours is chosen to begin with, unless the model says theirs; what was chosen before, and not applied, is there again. */
export function initialChoices(
  fields: readonly ConflictField[],
  stored: { readonly [field: string]: unknown } = {},
): Choices {
  return Object.fromEntries(
    fields.map(({ name, field }) => {
      const before = stored[name]
      return [name, isChoice(before) ? before : { kind: field.defaultSide === 'theirs' ? 'theirs' : 'yours' }]
    }),
  )
}

/** Every field on one side. */
export function chooseAll(fields: readonly ConflictField[], kind: 'yours' | 'theirs'): Choices {
  return Object.fromEntries(fields.map(({ name }) => [name, { kind }]))
}

/** Can both versions stand together? Free texts and lists can; an address or a number cannot. */
export function canKeepBoth({ field, yours, theirs }: ConflictField): boolean {
  const isMany = field.kind === 'text' || field.kind === 'longText' || field.kind === 'choices'
  return isMany && yours !== null && theirs !== null
}

/** The value that a choice stands for; undefined cannot be read. */
export function chosenValue(conflict: ConflictField, choice: Choice): Value | null | undefined {
  switch (choice.kind) {
    case 'yours':
      return conflict.yours
    case 'theirs':
      return conflict.theirs
    case 'both':
      return bothValues(conflict)
    case 'custom':
      return inputToValue(conflict.field, choice.input)
  }
}

export type ChoicesReading =
  | { readonly kind: 'valid'; readonly values: { readonly [field: string]: Value | null } }
  | { readonly kind: 'invalid'; readonly errors: FieldErrors }

/** What the choices come to, with their validation. */
export function readChoices(fields: readonly ConflictField[], choices: Choices): ChoicesReading {
  const values: Record<string, Value | null> = {}
  const errors: Record<string, FieldErrors[string]> = {}
  for (const conflict of fields) {
    const value = chosenValue(conflict, choices[conflict.name] ?? { kind: 'yours' })
    const error = value === undefined ? 'wrong_type' : validateValue(conflict.field, value)
    if (error) errors[conflict.name] = error
    else if (value !== undefined) values[conflict.name] = value
  }
  return Object.keys(errors).length > 0 ? { kind: 'invalid', errors } : { kind: 'valid', values }
}

/** Fields that only one side changed, and that merge by themselves: ours that go on, theirs that are taken over. */
export function mergedFields(model: Model, change: PendingChange, conflict: Conflict): string[] {
  return Object.keys(change.patch).filter(
    (name) =>
      fieldOf(model, name) &&
      !conflict.fields.includes(name) &&
      !sameValue(change.patch[name], conflict.serverData[name]),
  )
}

function bothValues({ field, yours, theirs }: ConflictField): Value | null {
  if (Array.isArray(yours) && Array.isArray(theirs)) return [...new Set<string>([...yours, ...theirs])]
  return [yours, theirs].join(field.kind === 'longText' ? '\n' : ' / ')
}

/** What was stored is ours, but perhaps from another build. */
function isChoice(stored: unknown): stored is Choice {
  if (typeof stored !== 'object' || stored === null || !('kind' in stored)) return false
  return stored.kind === 'custom' ? 'input' in stored : ['yours', 'theirs', 'both'].includes(String(stored.kind))
}
