import { i18n } from '@lingui/core'
import { type Dispatch, type SetStateAction, useEffect, useRef } from 'react'
import type { Model } from '../../../../contract/model.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { noteDrafts } from '../../hooks/draft-signal.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { announce } from '../shell/announcements.ts'
import { wishFocus } from './focus-wish.ts'
import { type Form, formToDraft, openForm } from './form.ts'
import { saveFailureText } from './save-failure-text.ts'

interface Discarded {
  readonly model: Model
  readonly row: VisibleRow
  readonly draftId: string
  readonly form: Form
  readonly setForm: Dispatch<SetStateAction<Form>>
}

/** Forgets what was typed, and offers to undo that: into the form, or into its draft if it is not open any more. */
export function useDiscard({ model, row, draftId, form, setForm }: Discarded): () => void {
  const satchel = useSatchel()
  const isOpen = useRef(true)
  useEffect(() => {
    isOpen.current = true
    return () => {
      isOpen.current = false
    }
  }, [])
  return () => {
    const draft = formToDraft(form)
    const keep = async () => {
      const later = await satchel.getDraft(model.name, draftId)
      await satchel.putDraft(model.name, draftId, {
        ...draft,
        ...later,
        values: { ...draft.values, ...later?.values },
      })
      noteDrafts()
    }
    const undo = () => {
      if (!isOpen.current) return void keep().catch((cause: unknown) => announce(saveFailureText(cause)))
      const field = Object.keys(model.fields).find((name) => Object.hasOwn(draft.values, name))
      if (field !== undefined) wishFocus({ model: row.model, id: row.id, field })
      // What was typed since is newer.
      setForm((now) => openForm(model, now.latest, { ...draft, values: { ...draft.values, ...now.typed } }))
    }
    setForm(openForm(model, row))
    announce(i18n.t('Discarded'), { undo })
  }
}
