import { focusField } from './focus-field.ts'

/** Where a person is in a form, in words that hold for another form of the same record. */
export interface FormPlace {
  /** How far it is scrolled, px. */
  readonly top: number
  /** undefined: the focus is elsewhere. */
  readonly focus: FormFocus | undefined
}

type FormFocus =
  | { readonly at: 'save' }
  /** Which of the field's editors and buttons, and what is selected in it. */
  | { readonly at: 'field'; readonly name: string; readonly nth: number; readonly selected?: readonly [number, number] }

/** What scrolls. */
const FIELDS = '[data-fields]'
const FOCUSABLE = 'input, select, textarea, button'

export function placeIn(form: HTMLFormElement): FormPlace {
  return { top: form.querySelector(FIELDS)?.scrollTop ?? 0, focus: focusIn(form) }
}

export function goTo(form: HTMLFormElement, { top, focus }: FormPlace): void {
  if (focus) setFocus(form, focus)
  const fields = form.querySelector(FIELDS)
  if (fields) fields.scrollTop = top
}

/** @returns undefined if it is elsewhere */
function focusIn(form: HTMLFormElement): FormFocus | undefined {
  const focused = document.activeElement
  // Safari gives a tapped button no focus.
  if (focused === document.body) return { at: 'save' }
  if (!(focused instanceof HTMLElement) || !form.contains(focused)) return undefined
  const field = focused.closest<HTMLElement>('[data-field]')
  if (!field) return { at: 'save' }
  const nth = [...field.querySelectorAll(FOCUSABLE)].indexOf(focused)
  const selected = selectionOf(focused)
  return { at: 'field', name: field.dataset['field'] ?? '', nth, ...(selected && { selected }) }
}

function setFocus(form: HTMLFormElement, focus: FormFocus): void {
  if (focus.at === 'save') {
    form.querySelector<HTMLElement>('[type=submit]')?.focus({ preventScroll: true })
    return
  }
  const editors = form.querySelectorAll<HTMLElement>(`[data-field="${focus.name}"] :is(${FOCUSABLE})`)
  const editor = editors[focus.nth]
  if (!editor) return focusField(form, focus.name)
  editor.focus()
  if (focus.selected && isText(editor)) editor.setSelectionRange(...focus.selected)
}

function selectionOf(editor: HTMLElement): readonly [number, number] | undefined {
  if (!isText(editor)) return undefined
  const { selectionStart, selectionEnd } = editor
  return selectionStart === null || selectionEnd === null ? undefined : [selectionStart, selectionEnd]
}

function isText(editor: HTMLElement): editor is HTMLInputElement | HTMLTextAreaElement {
  // Of a date, for example, there is no selection to ask for.
  return editor instanceof HTMLTextAreaElement || (editor instanceof HTMLInputElement && editor.selectionStart !== null)
}
