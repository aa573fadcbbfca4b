import type { ListPage, ListQuery } from '../../db/local-api.ts'
import { useLive } from './use-live.ts'

/** A page of a list, and where in the list it begins. */
export interface Records extends ListPage {
  readonly offset: number
  /** The query that this answers, wherever in the list. */
  readonly question: string
  /** The whole query that this answers. While a new one is being read, it is still the one before. */
  readonly query: ListQuery
}

/**
 * The records of a model that match a query, kept up to date. While another query is being read, the last answer stays.
 * @param isAsked not yet, if false
 * @returns undefined until the first answer, and after a change of model
 */
export function useRecords(model: string, query: ListQuery = {}, isAsked = true): Records | undefined {
  const { offset = 0, limit, ...asked } = query
  const question = JSON.stringify(asked)
  const live = useLive(
    `${model} ${question} ${offset} ${limit} ${isAsked}`,
    async (satchel) =>
      isAsked ? { model, offset, question, query, ...(await satchel.localList(model, query)) } : undefined,
    'records',
    // What nobody sees is in no picture.
    isAsked ? 'now' : 'afterPaint',
  )
  return live?.value?.model === model ? live.value : undefined
}
