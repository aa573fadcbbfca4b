import { titleOf } from '../../../contract/label.ts'
import { type Model, referencesOf } from '../../../contract/model.ts'
import type { Data } from '../../../contract/value.ts'
import type { Satchel } from '../../db/local-api.ts'
import { showValue, word } from '../i18n/show-value.ts'
import { titleHasForm } from '../i18n/title-form.ts'
import { useLive } from './use-live.ts'
import { type Titles, useTitle } from './use-title.ts'

/** A record's name with days and amounts as this person writes them, never for a moment otherwise. @returns as `useTitle` */
export function useShownTitle(model: Model, id: string): string | null | undefined {
  const hasForm = titleHasForm(model)
  const plain = useTitle(model.name, hasForm ? undefined : id)
  const key = `parts of ${model.name}/${id}`
  const parts = useLive(key, async (satchel) => (hasForm ? await readParts(satchel, model, id) : null), 'records')
  if (!hasForm) return plain
  if (parts?.key !== key) return undefined
  if (!parts.value) return null
  const { data, titles } = parts.value
  // The id of a record that is not on this device says nothing to a person.
  const show = showValue((target, to) => titles[`${target}/${to}`] ?? '')
  return titleOf(model, data, show, word(model.label))
}

interface Parts {
  readonly data: Data
  /** Of what it refers to. */
  readonly titles: Titles
}

async function readParts(satchel: Satchel, model: Model, id: string): Promise<Parts | null> {
  const row = await satchel.localGet(model.name, id)
  if (!row) return null
  const titles = referencesOf(model, row.data)
    .filter(({ field }) => model.title.includes(field))
    .map(async (to) => [`${to.model}/${to.id}`, (await titleOfAny(satchel, to.model, to.id)) ?? ''] as const)
  return { data: row.data, titles: Object.fromEntries(await Promise.all(titles)) }
}

/** Of one that is deleted only here, the waiting deletion knows it. */
async function titleOfAny(satchel: Satchel, model: string, id: string): Promise<string | undefined> {
  const title = await satchel.titleOf(model, id)
  if (title !== undefined) return title
  const waiting = await satchel.pendingChanges()
  return waiting.find((change) => change.op === 'delete' && change.model === model && change.id === id)?.label
}
