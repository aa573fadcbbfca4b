import { useSyncExternalStore } from 'react'
import type { Model } from '../../../../contract/model.ts'
import type { Data } from '../../../../contract/value.ts'
import type { Draft, Satchel } from '../../../db/local-api.ts'
import { draftsRevision, onDrafts } from '../../hooks/draft-signal.ts'
import { useLive } from '../../hooks/use-live.ts'
import { openForm, readForm } from './form.ts'
import { isNewSlot } from './new-slots.ts'

/** What a model's forms hold that is not saved. */
export interface Drafts {
  /** Records with a draft. */
  readonly ids: readonly string[]
  /** New records that are not saved yet, as far as their values can be read. */
  readonly begun: readonly Data[]
}

/** The drafts of a model on this device, kept up to date; none while reading. A draft whose save did arrive is none. */
export function useDrafts(model: Model): Drafts {
  const revision = useSyncExternalStore(onDrafts, draftsRevision)
  const live = useLive(
    `drafts ${model.name} ${revision}`,
    async (satchel) => ({
      model: model.name,
      drafts: await readDrafts(satchel, model),
    }),
    'records',
  )
  return live?.value.model === model.name ? live.value.drafts : NO_DRAFTS
}

async function readDrafts(satchel: Satchel, model: Model): Promise<Drafts> {
  const kept = await satchel.drafts(model.name)
  if (kept.size === 0) return NO_DRAFTS
  const read = await Promise.all([...kept].map(([id, draft]) => readDraft(satchel, model, id, draft)))
  return {
    ids: read.flatMap((found) => (found?.kind === 'changed' ? [found.id] : [])),
    begun: read.flatMap((found) => (found?.kind === 'begun' ? [found.data] : [])),
  }
}

type Found = { readonly kind: 'changed'; readonly id: string } | { readonly kind: 'begun'; readonly data: Data }

async function readDraft(satchel: Satchel, model: Model, id: string, draft: Draft): Promise<Found | undefined> {
  const row = await satchel.localGet(model.name, draft.seen?.id ?? id)
  if (isNewSlot(id)) return row || !draft.seen ? undefined : { kind: 'begun', data: valuesOf(model, draft) }
  const isOpen = row === undefined || Object.keys(openForm(model, row, draft).typed).length > 0
  return isOpen ? { kind: 'changed', id } : undefined
}

function valuesOf(model: Model, draft: Draft): Data {
  if (!draft.seen) return {}
  const reading = readForm(model, openForm(model, draft.seen, draft))
  return reading.data
}

const NO_DRAFTS: Drafts = { ids: [], begun: [] }
