import type { Draft, Satchel } from '../../../db/local-api.ts'
import { noteDrafts } from '../../hooks/draft-signal.ts'

/** Keeps a form's draft on the device: one write at a time, the newest wins, none is later than `drop`. */
export interface DraftKeeper {
  /** A failed write is not told here: the form still holds what was typed, and its save tells. */
  keep(draft: Draft): void
  drop(): void
}

export function createDraftKeeper(satchel: Satchel, model: string, id: string): DraftKeeper {
  let wanted: Draft | 'none' | undefined
  let writing = false
  let isKept: boolean | undefined
  const write = async () => {
    if (writing) return
    writing = true
    while (wanted !== undefined) {
      const next = wanted
      wanted = undefined
      // oxlint-disable-next-line no-await-in-loop -- in order
      await (next === 'none' ? satchel.deleteDraft(model, id) : satchel.putDraft(model, id, next)).catch(
        () => undefined,
      )
      if (isKept !== (next !== 'none')) noteDrafts()
      isKept = next !== 'none'
    }
    writing = false
  }
  const want = (what: Draft | 'none') => {
    wanted = what
    void write()
  }
  return { keep: want, drop: () => want('none') }
}
