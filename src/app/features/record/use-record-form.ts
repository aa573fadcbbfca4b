import { i18n } from '@lingui/core'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import type { FieldErrors } from '../../../../contract/validate.ts'
import type { Data } from '../../../../contract/value.ts'
import type { Draft } from '../../../db/local-api.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { afterPaint } from '../../after-paint.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { renderNow, renderTogether } from '../../one-picture.ts'
import { noteSave } from '../hints/hints.ts'
import { announce, hush } from '../shell/announcements.ts'
import { createDraftKeeper } from './draft-keeper.ts'
import { useDirtyForm } from './dirty-forms.ts'
import { useDiscard } from './use-discard.ts'
import { type Form, formToDraft, openForm, readForm, receiveRow, savedForm, typeInto } from './form.ts'
import type { Input } from './input.ts'
import { handOverTyped, takeTyped } from './just-saved.ts'
import { useJudged } from './use-judged.ts'
import { saveFailureText } from './save-failure-text.ts'

export interface RecordFormOptions {
  readonly model: Model
  /** The record as it is now; of a new one its id, version 0 and no data. */
  readonly row: VisibleRow
  readonly isNew: boolean
  /** What was typed before and not saved, and where it is kept. */
  readonly draft: Draft | undefined
  readonly draftId: string
  /** What is being created in the form's place: a kill leads back to it. */
  readonly creating?: Draft['creating'] | undefined
  /** What the editors of a new record hold to begin with. */
  readonly start?: Form['typed'] | undefined
  /** Called with the record's values. */
  readonly onSaved?: (data: Data) => void
}

export interface RecordFormState {
  readonly form: Form
  readonly isTouched: boolean
  /** What is wrong with fields that were left, or that a save asked about; it goes away as soon as it is put right. */
  readonly errors: FieldErrors
  /** Why the last save did not work. */
  readonly failure: string | undefined
  /** The same function as long as the form is open. */
  readonly type: (name: string, input: Input) => void
  /** Puts something in that nobody typed: what was said of a save stays so. */
  readonly putIn: (name: string, input: Input) => void
  /** The focus left the field: from now on it is told what is wrong with it. */
  readonly leave: (name: string) => void
  /** Forgets what was typed, which can be undone. */
  readonly reset: () => void
  /** @returns the first field, in the model's order, that is not valid */
  readonly save: () => string | undefined
}

/** A form's life: typing keeps a draft, the record may change beneath, a save begins in the turn of the tap. */
export function useRecordForm(options: RecordFormOptions): RecordFormState {
  const { model, row, isNew, draft, draftId, creating, start, onSaved } = options
  const satchel = useSatchel()
  const [form, setForm] = useState(() => openForm(model, row, draft ?? (start && { values: start, seen: row })))
  const [failure, setFailure] = useState<string>()
  const saving = useRef(false)
  /** A new record's form, until the record's own takes its place. */
  const isCreated = useRef(false)
  const reading = readForm(model, form)
  const { errors, judgeAll, leave, typed, forget } = useJudged(form, reading)
  const isTouched = Object.keys(form.typed).length > 0
  useFollowRow(model, row, setForm)
  useDirtyForm(isTouched)
  useKeepDraft(model, draftId, form, creating, draft !== undefined, isCreated)

  const begin = () => {
    if (failure !== undefined) setFailure(undefined)
    hush()
  }
  // Not async: the write must begin in the turn of the tap (F67), before anything else.
  const save = (): string | undefined => {
    if (saving.current) return undefined
    if (reading.kind === 'invalid') {
      begin()
      judgeAll()
      return Object.keys(model.fields).find((name) => Object.hasOwn(reading.errors, name))
    }
    const creates = isNew && !isCreated.current
    if (!creates && !isTouched) {
      begin()
      announce(i18n.t('Nothing has changed.'))
      return undefined
    }
    saving.current = true
    const write = creates
      ? satchel.localCreate(model.name, row.id, reading.data)
      : satchel.localUpdate(model.name, row.id, reading.patch, { seen: form.seen })
    begin()
    const saved = () => {
      isCreated.current = isNew
      // With its row, which the list has read within this turn. Of a new record the record's own form comes in this one's place.
      const render = creates ? renderNow : renderTogether
      render(() => {
        saving.current = false
        setForm((now) => savedForm(model, now, reading.patch))
        forget()
        announce(savedText())
      })
      afterPaint(noteSave)
      onSaved?.(reading.data)
    }
    void write.then(saved, (cause: unknown) => {
      saving.current = false
      setFailure(saveFailureText(cause))
    })
    return undefined
  }
  const type = useCallback(
    (name: string, input: Input) => {
      setForm((now) => typeInto(model, now, name, input))
      typed()
    },
    [model, typed],
  )
  useTypedSince(row, isNew, isCreated, form, type)
  const typeByHand = useTakingBack(type)
  const discard = useDiscard({ model, row, draftId, form, setForm })
  const reset = () => {
    discard()
    forget()
  }
  return { form, isTouched, errors, failure, type: typeByHand, putIn: type, leave, reset, save }
}

function savedText(): string {
  return i18n.t('Saved on this device')
}

/** What was said of the last save is no longer so of what is typed now; nor has the tap on the next one anything left to empty. */
function useTakingBack(type: RecordFormState['type']): RecordFormState['type'] {
  return useCallback(
    (name, input) => {
      hush(savedText())
      type(name, input)
    },
    [type],
  )
}

/** What is typed between a new record's save and the record's own form goes from the one to the other. */
function useTypedSince(
  { model, id }: VisibleRow,
  isNew: boolean,
  isCreated: RefObject<boolean>,
  { typed }: Form,
  type: RecordFormState['type'],
): void {
  useEffect(() => {
    if (isCreated.current) handOverTyped(model, id, typed)
  }, [model, id, typed, isCreated])
  // Before anything is typed into this one.
  useLayoutEffect(() => {
    if (isNew) return
    for (const [name, input] of Object.entries(takeTyped(model, id))) type(name, input)
  }, [isNew, model, id, type])
}

function useFollowRow(model: Model, row: VisibleRow, setForm: (next: (now: Form) => Form) => void): void {
  const [received, setReceived] = useState(row)
  if (received === row) return
  setReceived(row)
  setForm((now) => receiveRow(model, now, row))
}

/** What is typed survives a kill; what the form began with needs not. */
function useKeepDraft(
  model: Model,
  draftId: string,
  form: Form,
  creating: Draft['creating'],
  hadDraft: boolean,
  isCreated: RefObject<boolean>,
): void {
  const satchel = useSatchel()
  const [keeper] = useState(() => createDraftKeeper(satchel, model.name, draftId))
  const [begunWith] = useState(form.typed)
  const isKept = useRef(hadDraft)
  useEffect(() => {
    if (form.typed === begunWith && !creating && !isKept.current) return
    const isWanted = !isCreated.current && (Object.keys(form.typed).length > 0 || creating !== undefined)
    if (isWanted) keeper.keep(formToDraft(form, creating))
    else if (isKept.current) keeper.drop()
    isKept.current = isWanted
  }, [form, keeper, begunWith, creating, isCreated])
}
