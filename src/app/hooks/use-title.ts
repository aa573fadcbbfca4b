import { type Model, referencesOf } from '../../../contract/model.ts'
import type { Data, Patch } from '../../../contract/value.ts'
import { useLive } from './use-live.ts'

/** The titles of the records that some values refer to, by `model/id`. */
export type Titles = { readonly [reference: string]: string }

/** A record's name on screen, kept up to date. @returns undefined while reading, null if there is no such record */
export function useTitle(model: string, id: string | undefined): string | null | undefined {
  const key = `${model}/${id ?? ''}`
  const live = useLive(
    key,
    async (satchel) => (id === undefined ? null : ((await satchel.titleOf(model, id)) ?? null)),
    'records',
  )
  return live?.key === key ? live.value : undefined
}

/** The titles of everything that these values refer to; empty while reading. */
export function useTitles(model: Model, ...values: readonly (Data | Patch)[]): Titles {
  const references = values.flatMap((data) => referencesOf(model, data))
  const key = JSON.stringify(references.map((reference) => [reference.model, reference.id]))
  const live = useLive(
    key,
    async (satchel) => {
      const titles: { [reference: string]: string } = {}
      for (const { model: target, id } of references) {
        const title = await satchel.titleOf(target, id)
        if (title !== undefined) titles[`${target}/${id}`] = title
      }
      return titles
    },
    'records',
  )
  return live?.value ?? NO_TITLES
}

/** For `showValue`. */
export function titleIn(titles: Titles): (model: string, id: string) => string | undefined {
  return (model, id) => titles[`${model}/${id}`]
}

const NO_TITLES: Titles = {}
