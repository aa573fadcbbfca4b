import { type RefObject, useEffect, useState } from 'react'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { focusField } from './focus-field.ts'

type Wish = Pick<VisibleRow, 'model' | 'id'> & { readonly field: string }

/** The form of that record, open by now or soon, takes the focus into the field's editor. */
export function wishFocus(wanted: Wish): void {
  wish = wanted
  for (const listener of listeners) listener()
}

/**
 * The form's side of the wish. What lies over the form when the wish is made goes away with the next picture; only then can the
 * form take the focus.
 */
export function useFocusWish(form: RefObject<HTMLFormElement | null>, { model, id }: VisibleRow): void {
  const [wished, setWished] = useState(() => wish)
  useEffect(() => {
    const listen = () => setWished(wish)
    listeners.add(listen)
    return () => void listeners.delete(listen)
  }, [])
  useEffect(() => {
    if (!wished || wished !== wish || wished.model !== model || wished.id !== id) return
    wish = undefined
    focusField(form.current, wished.field)
  }, [wished, form, model, id])
}

let wish: Wish | undefined
const listeners = new Set<() => void>()
