import type { VisibleRow } from '../../../sync/core/types.ts'

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
