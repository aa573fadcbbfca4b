import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { fieldOf, type Model } from '../../../../contract/model.ts'
import { type FieldErrors, validateRecord } from '../../../../contract/validate.ts'
import { type Data, sameData } from '../../../../contract/value.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { announce } from '../shell/announcements.ts'
import {
  type Choice,
  type Choices,
  type Conflict,
  type ConflictField,
  conflictFields,
  type MergedField,
  mergedFields,
  mergeResult,
  readChoices,
} from './choices.ts'
import {
  choicesNow,
  choose,
  chooseAll,
  type MadeChoices,
  movedFields,
  outdatedFields,
  readStored,
  shownOf,
} from './made-choices.ts'

/** How the dialog ended. */
export type ConflictOutcome = 'applied' | 'cancelled'

export interface MergeOptions {
  readonly model: Model
  readonly change: PendingChange
  readonly conflict: Conflict
  readonly stored: { readonly [field: string]: unknown }
  /** The conflict came back after it had been decided. */
  readonly isAgain: boolean
  /**
   * With a change: its decision is being stored, so ignore what the outbox says meanwhile. With undefined: it is stored, and
   * questions are left.
   */
  readonly onApplying: (change: PendingChange | undefined) => void
  readonly onClose: (outcome: ConflictOutcome) => void
}

export interface Merge {
  readonly fields: readonly ConflictField[]
  readonly merged: readonly MergedField[]
  readonly choices: Choices
  /** Fields that the other side changed again, so that they are another question now. */
  readonly askedAgain: ReadonlySet<string>
  /** The record as it will be. */
  readonly result: Data
  /** Fields whose chosen value cannot be read: the result does not have it. */
  readonly unreadable: ReadonlySet<string>
  /** What is wrong with the values chosen: nothing is applied. */
  readonly errors: FieldErrors
  /** What is wrong with the whole record as it will be. */
  readonly resultErrors: FieldErrors
  readonly failure: string | undefined
  readonly choose: (field: ConflictField, choice: Choice) => void
  readonly chooseAll: (kind: 'yours' | 'theirs') => void
  /** @returns the field to look at, if it cannot be applied as it stands */
  readonly apply: () => string | undefined
}

/**
 * One open question: what was chosen, what it comes to, and what happens to it. A choice is stored as it is made, with the value
 * that it was made against; where that value moves, the field is asked again and the other choices stay.
 */
export function useMerge(options: MergeOptions): Merge {
  const { model, change, conflict, stored, isAgain } = options
  const satchel = useSatchel()
  const fields = conflictFields(model, change, conflict)
  const merged = mergedFields(model, change, conflict)
  const all = [...fields, ...merged]
  const [made, setMade] = useState<MadeChoices>(() => readStored(stored))
  const [shown, setShown] = useState(() => shownOf(fields))
  const [again, setAgain] = useState<readonly string[]>(() => (isAgain ? namesOf(fields) : []))
  const [failure, setFailure] = useState<string>()
  const choices = choicesNow(all, made)
  const moved = movedFields(fields, made, shown)
  const decided = fields.filter((field) => !moved.includes(field))
  const undone = merged.filter(({ name, side }) => choices[name]?.kind !== side)
  const { values, errors } = readChoices([...fields, ...undone], choices)
  const result = mergeResult(change, conflict, values)

  const set = (next: MadeChoices) => {
    setMade(next)
    // Choices that could not be stored are still on the screen.
    void satchel.putChoices(change.key, { ...next }).catch(() => undefined)
  }
  const lookAgain = (next: readonly ConflictField[]) => {
    setShown(shownOf(next))
    setAgain(namesOf(next))
    // What is decided is part of the change now.
    setMade((before) => pickOf(before, namesOf(next)))
  }
  const store = useStoreDecision(options, lookAgain, setFailure)
  const apply = (): string | undefined => {
    const wrong = decided.find(({ name }) => errors[name])
    if (wrong) return wrong.name
    if (decided.length === 0) lookAgain(moved)
    else store(pickOf(values, namesOf([...decided, ...undone])), sameData(result, conflict.serverData))
    return moved[0]?.name
  }
  return {
    ...{ fields, merged, choices, result, errors, failure, apply },
    unreadable: new Set(Object.keys(errors).filter((name) => !Object.hasOwn(values, name))),
    resultErrors: { ...knownErrors(model, result), ...errors },
    askedAgain: new Set([...namesOf([...moved, ...outdatedFields(all, made)]), ...again]),
    choose: (field, choice) => {
      set(choose(made, field, choice))
      setAgain(again.filter((name) => name !== field.name))
    },
    chooseAll: (kind) => {
      set(chooseAll(made, fields, kind))
      setAgain([])
    },
  }
}

/** @returns undefined while reading */
export function useStoredChoices(entry: number): { readonly [field: string]: unknown } | undefined {
  const satchel = useSatchel()
  const [stored, setStored] = useState<{ readonly [field: string]: unknown }>()
  useEffect(() => {
    let ended = false
    const take = (choices: { readonly [field: string]: unknown } = {}) => {
      if (!ended) setStored(choices)
    }
    satchel.getChoices(entry).then(take, () => take())
    return () => {
      ended = true
    }
  }, [satchel, entry])
  return stored
}

/** Stores the decision on this device; it is sent when the server can be reached. The dialog stays if something is left to decide. */
function useStoreDecision(
  { model, change, conflict, onApplying, onClose }: MergeOptions,
  lookAgain: (fields: readonly ConflictField[]) => void,
  setFailure: (text: string | undefined) => void,
) {
  const satchel = useSatchel()
  return (values: { readonly [field: string]: Data[string] | null }, isTheirs: boolean): void => {
    setFailure(undefined)
    onApplying(change)
    const stored = async () => {
      await satchel.resolveConflict(change.key, { kind: 'merge', values, seen: conflict.serverData })
      const left = (await satchel.pendingChanges()).find(({ key }) => key === change.key)
      if (left?.reason?.kind === 'conflict') {
        lookAgain(conflictFields(model, left, left.reason))
        onApplying(undefined)
        return
      }
      announce(isTheirs ? i18n.t('Theirs is kept. There is nothing to send.') : i18n.t('Merged on this device'))
      onClose('applied')
    }
    void stored().catch((cause: unknown) => {
      onApplying(undefined)
      setFailure(cause instanceof Error ? cause.message : String(cause))
    })
  }
}

/** A newer server may send fields that this build does not know: no fault of theirs. */
function knownErrors(model: Model, data: Data): FieldErrors {
  return Object.fromEntries(Object.entries(validateRecord(model, data)).filter(([name]) => fieldOf(model, name)))
}

function namesOf(fields: readonly ConflictField[]): string[] {
  return fields.map(({ name }) => name)
}

function pickOf<T>(values: { readonly [field: string]: T }, names: readonly string[]): { [field: string]: T } {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
}
