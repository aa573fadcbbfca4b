import type { VisibleRow } from '../../../sync/core/types.ts'
import type { FormPlace } from './form-place.ts'
import type { Input } from './input.ts'

/** Hands a new record that is safe now to the screen that opens on it: its form is there at once, without a blank moment. */
export function handOverSaved(row: VisibleRow): void {
  handedOver = row
}

/** @returns the record, if it was saved this moment; only once */
export function takeSaved(model: string, id: string): VisibleRow | undefined {
  const row = handedOver?.model === model && handedOver.id === id ? handedOver : undefined
  if (row) handedOver = undefined
  return row
}

let handedOver: VisibleRow | undefined

/**
 * Until that screen is there, the person may go on typing into the form that was saved: it goes with them (UI112).
 * @param inputs fields, as their editors hold them
 */
export function handOverTyped(model: string, id: string, inputs: { readonly [field: string]: Input }): void {
  typedSince = { model, id, inputs }
}

/** @returns what was typed into the record's form since it was saved as a new one; only once */
export function takeTyped(model: string, id: string): { readonly [field: string]: Input } {
  const inputs = typedSince?.model === model && typedSince.id === id ? typedSince.inputs : {}
  typedSince = undefined
  return inputs
}

let typedSince: { model: string; id: string; inputs: { readonly [field: string]: Input } } | undefined

/** The focus goes along, too, and how far the form is scrolled. */
export function handOverPlace(model: string, id: string, place: FormPlace): void {
  left = { model, id, place }
}

/** @returns where the person was in the new record's form when it went away; only once */
export function takePlace(model: string, id: string): FormPlace | undefined {
  const place = left?.model === model && left.id === id ? left.place : undefined
  left = undefined
  return place
}

let left: { model: string; id: string; place: FormPlace } | undefined
