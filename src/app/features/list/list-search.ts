import type { ListQuery } from '../../../db/local-api.ts'

/** A list's question as it stands in the address. */
export interface ListSearch {
  /** Words to search for. */
  readonly q?: string
  /** `field:value` of a filter field. */
  readonly filter?: string
}

/** Reads an address; what is not understood is left out. */
export function parseListSearch(search: { readonly [name: string]: unknown }): ListSearch {
  return {
    ...(typeof search.q === 'string' && search.q !== '' && { q: search.q }),
    ...(typeof search.filter === 'string' && search.filter.includes(':') && { filter: search.filter }),
  }
}

export function listSearchToQuery({ q, filter }: ListSearch): ListQuery {
  const [field, value] = splitFilter(filter)
  return {
    ...(q !== undefined && { search: q }),
    ...(field !== undefined && value !== undefined && { where: { [field]: value } }),
  }
}

/** @returns field and value; both undefined if there is no filter */
export function splitFilter(filter: string | undefined): [field?: string, value?: string] {
  if (filter === undefined) return []
  const colon = filter.indexOf(':')
  return [filter.slice(0, colon), filter.slice(colon + 1)]
}
