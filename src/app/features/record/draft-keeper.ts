import type { Draft, Satchel } from '../../../db/local-api.ts'
import { afterPaint } from '../../after-paint.ts'
import { noteDrafts } from '../../hooks/draft-signal.ts'

/** Keeps a form's draft on the device: one write at a time, the newest wins, none is later than `drop`. */
export interface DraftKeeper {
  /** A failed write is not told here: the form still holds what was typed, and its save tells. */
  keep(draft: Draft): void
  /** In its own time: a draft of what is saved is none, as long as it may lie there. */
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
  return {
    keep: (draft) => {
      wanted = draft
      void write()
    },
    drop: () => {
      wanted = 'none'
      afterPaint(() => void write())
    },
  }
}
