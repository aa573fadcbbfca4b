import type { Draft, Satchel } from '../../../db/local-api.ts'
import { recordName } from '../../../sync/core/record-name.ts'
import { afterPaint } from '../../after-paint.ts'
import { noteDrafts } from '../../hooks/draft-signal.ts'

/** Keeps a form's draft on the device: one write at a time, the newest wins, and nothing is written after `drop`. */
export interface DraftKeeper {
  /** A failed write is not told here: the form still holds what was typed, and its save tells. */
  keep(draft: Draft): void
  /** Deletes the draft, some time later: until then a draft whose values are saved counts as none. */
  drop(): void
}

export function createDraftKeeper(satchel: Satchel, model: string, id: string): DraftKeeper {
  const key = recordName({ model, id })
  let wanted: Draft | 'none' | undefined
  let writing = false
  let isKept: boolean | undefined
  const writeAll = async () => {
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
  const write = () => {
    if (writing || wanted === undefined) return
    writing = true
    const mine = writeAll().then(() => {
      if (underWay.get(key) === mine) underWay.delete(key)
    })
    underWay.set(key, mine)
  }
  return {
    keep: (draft) => {
      wanted = draft
      write()
    },
    drop: () => {
      wanted = 'none'
      afterPaint(write)
    },
  }
}

/** The draft, read after any write that a form of this tab, perhaps closed by now, still has under way. */
export function readDraft(satchel: Satchel, model: string, id: string): Promise<Draft | undefined> {
  const read = () => satchel.getDraft(model, id)
  return underWay.get(recordName({ model, id }))?.then(read) ?? read()
}

/** What is being written, by model and id. */
const underWay = new Map<string, Promise<void>>()
