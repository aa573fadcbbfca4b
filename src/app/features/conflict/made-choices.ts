import { sameValue, type Value } from '../../../../contract/value.ts'
import { type Choice, type Choices, type ConflictField, firstChoice } from './choices.ts'

/** A choice, and the other side's value that it was made against: if that moves, the question is another one. */
export interface MadeChoice {
  readonly choice: Choice
  readonly theirs: Value | null
}

export type MadeChoices = { readonly [field: string]: MadeChoice }

/** The other side's values that the person has had before their eyes. */
export type Shown = { readonly [field: string]: Value | null }

/** Every field's present value counts as shown. */
export function shownOf(fields: readonly ConflictField[]): Shown {
  return Object.fromEntries(fields.map(({ name, theirs }) => [name, theirs]))
}

/** The choices in force: those made, and the first ones where nothing was chosen, or where the question is another one. */
export function choicesNow(fields: readonly ConflictField[], made: MadeChoices): Choices {
  return Object.fromEntries(fields.map((field) => [field.name, madeFor(field, made) ?? firstChoice(field)]))
}

/** The fields that the other side changed again while the person was deciding, and that they have not decided since. */
export function movedFields(fields: readonly ConflictField[], made: MadeChoices, shown: Shown): ConflictField[] {
  return fields.filter((field) => {
    const isShown = Object.hasOwn(shown, field.name) && sameValue(shown[field.name], field.theirs)
    return !isShown && !madeFor(field, made)
  })
}

/** The fields with a choice that was made against another value: what was chosen there does not hold any more. */
export function outdatedFields(fields: readonly ConflictField[], made: MadeChoices): ConflictField[] {
  return fields.filter((field) => Object.hasOwn(made, field.name) && !madeFor(field, made))
}

/** One more choice. */
export function choose(made: MadeChoices, { name, theirs }: ConflictField, choice: Choice): MadeChoices {
  return { ...made, [name]: { choice, theirs } }
}

/** Every field on one side. */
export function chooseAll(made: MadeChoices, fields: readonly ConflictField[], kind: 'yours' | 'theirs'): MadeChoices {
  return fields.reduce((all, field) => choose(all, field, { kind }), made)
}

/** What was stored is ours, but perhaps from another build. */
export function readStored(stored: { readonly [field: string]: unknown }): MadeChoices {
  return Object.fromEntries(
    Object.entries(stored).flatMap(([name, value]): [string, MadeChoice][] => (isMade(value) ? [[name, value]] : [])),
  )
}

function madeFor(field: ConflictField, made: MadeChoices): Choice | undefined {
  const before = Object.hasOwn(made, field.name) ? made[field.name] : undefined
  return before && sameValue(before.theirs, field.theirs) ? before.choice : undefined
}

function isMade(value: unknown): value is MadeChoice {
  if (typeof value !== 'object' || value === null || !('choice' in value) || !('theirs' in value)) return false
  const { choice } = value
  if (typeof choice !== 'object' || choice === null || !('kind' in choice)) return false
  return choice.kind === 'custom' ? 'input' in choice : ['yours', 'theirs', 'both'].includes(String(choice.kind))
}
