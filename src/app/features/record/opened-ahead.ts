import type { Draft, Satchel } from '../../../db/local-api.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { onDrafts } from '../../hooks/draft-signal.ts'
import { readDraft } from './draft-keeper.ts'

/** What a record's screen opens with. */
export interface Opening {
  /** Whose it is: a device may change hands. */
  readonly satchel: Satchel
  readonly model: string
  readonly id: string
  readonly row: VisibleRow | null
  readonly draft: Draft | undefined
}

/**
 * Reads what the screen of a record that was tapped on will show, while the way there is still being gone: its form is there with
 * the screen's first picture. Of several the last one counts.
 * @returns resolves when it is read, or cannot be: then the screen reads it itself, and says so
 */
export async function openAhead(satchel: Satchel, model: string, id: string): Promise<void> {
  forgetOpening()
  // What was read may be old by then.
  const isOld = (): void => {
    if (ahead === mine) forgetOpening()
  }
  const stops = [satchel.onChange((stored) => stored !== 'meta' && isOld()), onDrafts(isOld)]
  const mine: Ahead = { stop: () => stops.forEach((stop) => stop()), beganMs: performance.now() }
  ahead = mine
  try {
    const [row = null, draft] = await Promise.all([satchel.localGet(model, id), readDraft(satchel, model, id)])
    mine.opening = { satchel, model, id, row, draft }
  } catch {
    isOld()
  }
}

/** @returns what was read of this record a moment ago, if nothing has changed since */
export function openingOf(satchel: Satchel, model: string, id: string): Opening | undefined {
  if (ahead && performance.now() - ahead.beganMs > OPENING_MS) forgetOpening()
  const opening = ahead?.opening
  return opening?.satchel === satchel && opening.model === model && opening.id === id ? opening : undefined
}

/** The screen is there and follows the record itself. */
export function forgetOpening(): void {
  ahead?.stop()
  ahead = undefined
}

/** Whoever comes later has come another way. */
const OPENING_MS = 1_000

interface Ahead {
  readonly stop: () => void
  readonly beganMs: number
  opening?: Opening
}

let ahead: Ahead | undefined
