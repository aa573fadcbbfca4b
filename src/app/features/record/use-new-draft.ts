import { useEffect, useState } from 'react'
import type { Draft, Satchel } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { NEW_SLOTS } from './new-slots.ts'

/** Where the draft of a record that is not there yet is kept, and what is in it. */
export interface NewDraft {
  readonly model: string
  readonly slot: string
  readonly draft: Draft | undefined
}

/**
 * Finds a place for a new record's draft that no other tab is writing to, with what a killed tab left in it.
 * @returns undefined while looking
 */
export function useNewDraft(model: string): NewDraft | undefined {
  const satchel = useSatchel()
  const [found, setFound] = useState<NewDraft>()
  useEffect(() => {
    const ending = new AbortController()
    void claim(satchel, model, ending.signal).then((draft) => {
      if (!ending.signal.aborted) setFound(draft)
    })
    return () => ending.abort()
  }, [satchel, model])
  return found?.model === model ? found : undefined
}

async function claim(satchel: Satchel, model: string, ending: AbortSignal): Promise<NewDraft> {
  for (const slot of NEW_SLOTS) {
    // oxlint-disable-next-line no-await-in-loop -- the first that is free
    if (!(await hold(`draft ${satchel.userId} ${satchel.scope} ${model} ${slot}`, ending))) continue
    // oxlint-disable-next-line no-await-in-loop -- once
    return { model, slot, draft: await readDraft(satchel, model, slot) }
  }
  return { model, slot: NEW_SLOTS[0] ?? '', draft: undefined }
}

/** A draft whose save did arrive is none: the record has had its id from the start. */
async function readDraft(satchel: Satchel, model: string, slot: string): Promise<Draft | undefined> {
  // An empty form is better than none.
  const draft = await satchel.getDraft(model, slot).catch(() => undefined)
  const isSaved = draft?.seen && (await satchel.localGet(model, draft.seen.id))
  return isSaved ? undefined : draft
}

/** Holds a lock until `ending`; where the browser has none, everybody has it. @returns whether it is ours */
function hold(name: string, ending: AbortSignal): Promise<boolean> {
  const locks: LockManager | undefined = navigator.locks
  if (!locks) return Promise.resolve(true)
  return new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      if (lock === null || ending.aborted) return undefined
      return new Promise<void>((release) => ending.addEventListener('abort', () => release(), { once: true }))
    })
  })
}
