import { useEffect, useEffectEvent, useState } from 'react'
import type { Draft, Satchel } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { readDraft } from './draft-keeper.ts'
import type { Form } from './form.ts'
import { NEW_SLOTS } from './new-slots.ts'

/** Where the draft of a record that is not there yet is kept, and what is in it. */
export interface NewDraft {
  readonly model: string
  readonly slot: string
  readonly draft: Draft | undefined
}

/** A record that is begun out of another form: apart from what was begun before, unless that is the same one. */
export interface Apart {
  /** What it is to hold. */
  readonly start: Form['typed']
  /** Where its draft was before a kill. */
  readonly slot: string | undefined
  readonly onSlot: (slot: string) => void
}

/**
 * Finds a place for a new record's draft that no other tab is writing to, with what a killed tab left in it.
 * @param apart not the place of another draft, as long as there is one without
 * @returns undefined while looking
 */
export function useNewDraft(model: string, apart?: Apart): NewDraft | undefined {
  const satchel = useSatchel()
  const [found, setFound] = useState<NewDraft>()
  const slotsNow = useEffectEvent(async () => (apart ? slotsApart(satchel, model, apart) : NEW_SLOTS))
  const tell = useEffectEvent((draft: NewDraft) => {
    setFound(draft)
    apart?.onSlot(draft.slot)
  })
  useEffect(() => {
    const ending = new AbortController()
    const find = async () => claim(satchel, model, await slotsNow(), ending.signal)
    void find().then((draft) => {
      if (!ending.signal.aborted) tell(draft)
    })
    return () => ending.abort()
  }, [satchel, model])
  return found?.model === model ? found : undefined
}

/** The one that is known already, then those whose draft holds the start, then those without one. */
async function slotsApart(satchel: Satchel, model: string, { start, slot: known }: Apart): Promise<readonly string[]> {
  const drafts = await satchel.drafts(model).catch(() => new Map<string, Draft>())
  const rank = (slot: string) => {
    if (slot === known) return 0
    const typed = drafts.get(slot)?.values
    if (!typed) return 2
    return Object.entries(start).every(([name, value]) => typed[name] === value) ? 1 : 3
  }
  return [...NEW_SLOTS].sort((a, b) => rank(a) - rank(b))
}

async function claim(
  satchel: Satchel,
  model: string,
  slots: readonly string[],
  ending: AbortSignal,
): Promise<NewDraft> {
  for (const slot of slots) {
    // oxlint-disable-next-line no-await-in-loop -- the first that is free
    if (!(await hold(`draft ${satchel.userId} ${satchel.scope} ${model} ${slot}`, ending))) continue
    // oxlint-disable-next-line no-await-in-loop -- once
    return { model, slot, draft: await readUnsaved(satchel, model, slot) }
  }
  return { model, slot: NEW_SLOTS[0] ?? '', draft: undefined }
}

/** A draft whose save did arrive is none: the record has had its id from the start. */
async function readUnsaved(satchel: Satchel, model: string, slot: string): Promise<Draft | undefined> {
  // An empty form is better than none.
  const draft = await readDraft(satchel, model, slot).catch(() => undefined)
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
