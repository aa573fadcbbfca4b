import type { Field, Model } from '../../../../contract/model.ts'
import { type FieldErrors, validateValue } from '../../../../contract/validate.ts'
import { applyPatch, type Data, type Patch, sameValue, type Value, valueAt } from '../../../../contract/value.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import type { Holder, ParkedReason } from '../../../sync/core/types.ts'
import { type Input, inputToValue } from '../record/input.ts'

export type Conflict = Extract<ParkedReason, { kind: 'conflict' }>

/** One field that both sides, or one of them, changed: what it was, what each made of it, who and when. */
export interface ConflictField {
  readonly name: string
  readonly field: Field
  readonly was: Value | null
  readonly yours: Value | null
  readonly theirs: Value | null
  readonly holder: Holder | undefined
}

/** A field that merged by itself: the side that was taken, unless that is undone. */
export interface MergedField extends ConflictField {
  readonly side: 'yours' | 'theirs'
}

/** How one field is decided. */
export type Choice =
  | { readonly kind: 'yours' }
  | { readonly kind: 'theirs' }
  | { readonly kind: 'both' }
  | { readonly kind: 'custom'; readonly input: Input }

export type Choices = { readonly [field: string]: Choice }

/** The fields to decide, in the model's order. */
export function conflictFields(model: Model, { base, patch }: PendingChange, conflict: Conflict): ConflictField[] {
  return Object.entries(model.fields)
    .filter(([name]) => conflict.fields.includes(name))
    .map(([name, field]) => ({
      name,
      field,
      was: valueAt(base, name),
      yours: valueAt(patch, name),
      theirs: valueAt(conflict.serverData, name),
      holder: Object.hasOwn(conflict.theirs, name) ? conflict.theirs[name] : undefined,
    }))
}

/** Fields that only one side changed, in the model's order: ours that go on, theirs that were taken over. */
export function mergedFields(model: Model, { base, patch }: PendingChange, conflict: Conflict): MergedField[] {
  return Object.entries(model.fields).flatMap(([name, field]): MergedField[] => {
    const theirs = valueAt(conflict.serverData, name)
    const taken = conflict.taken && Object.hasOwn(conflict.taken, name) ? conflict.taken[name] : undefined
    if (conflict.fields.includes(name)) return []
    if (Object.hasOwn(patch, name)) {
      const yours = valueAt(patch, name)
      const ours = { name, field, was: valueAt(base, name), yours, theirs, holder: undefined, side: 'yours' } as const
      return sameValue(yours, theirs) ? [] : [ours]
    }
    return taken
      ? [{ name, field, was: taken.was, yours: taken.was, theirs, holder: taken.holder, side: 'theirs' }]
      : []
  })
}

/** Yours to begin with, unless the model says theirs; of what merged by itself, the side that was taken. */
export function firstChoice(conflict: ConflictField | MergedField): Choice {
  if ('side' in conflict) return { kind: conflict.side }
  const { field } = conflict
  return { kind: field.defaultSide === 'theirs' ? 'theirs' : 'yours' }
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

/** What some choices come to: the values that can be read, and what is wrong with the others. */
export interface ChoicesReading {
  readonly values: { readonly [field: string]: Value | null }
  readonly errors: FieldErrors
}

export function readChoices(fields: readonly ConflictField[], choices: Choices): ChoicesReading {
  const values: Record<string, Value | null> = {}
  const errors: Record<string, FieldErrors[string]> = {}
  for (const conflict of fields) {
    const value = chosenValue(conflict, choices[conflict.name] ?? firstChoice(conflict))
    const error = value === undefined ? 'wrong_type' : validateValue(conflict.field, value)
    if (error) errors[conflict.name] = error
    if (value !== undefined) values[conflict.name] = value
  }
  return { values, errors }
}

/** The record as a merge would leave it. @param values what was decided */
export function mergeResult({ patch }: PendingChange, conflict: Conflict, values: Patch): Data {
  return applyPatch(applyPatch(conflict.serverData, patch), values)
}

/** The person's version of the whole record: what they saw of it, with their changes. */
export function myVersion({ patch }: PendingChange, { serverData, taken = {} }: Conflict): Data {
  const seen: Patch = Object.fromEntries(Object.entries(taken).map(([name, { was }]) => [name, was]))
  return applyPatch(applyPatch(serverData, seen), patch)
}

function bothValues({ field, yours, theirs }: ConflictField): Value | null {
  if (Array.isArray(yours) && Array.isArray(theirs)) return [...new Set<string>([...yours, ...theirs])]
  return [yours, theirs].join(field.kind === 'longText' ? '\n' : ' / ')
}
