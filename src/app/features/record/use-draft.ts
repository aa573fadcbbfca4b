import { useEffect, useState } from 'react'
import type { Draft } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { readDraft } from './draft-keeper.ts'

export interface OpenedDraft {
  readonly key: string
  readonly draft: Draft | undefined
}

/** The draft as it was when the form opened; the form itself keeps it from then on. @returns undefined while reading */
export function useDraft(model: string, id: string): OpenedDraft | undefined {
  const satchel = useSatchel()
  const key = `${model}/${id}`
  const [opened, setOpened] = useState<OpenedDraft>()
  useEffect(() => {
    let ended = false
    const open = (draft: Draft | undefined) => {
      if (!ended) setOpened({ key, draft })
    }
    // A record without its draft is better than no record.
    readDraft(satchel, model, id).then(open, () => open(undefined))
    return () => {
      ended = true
    }
  }, [satchel, model, id, key])
  return opened?.key === key ? opened : undefined
}
