import { fieldOf, type Field, type Model } from '../../../../contract/model.ts'
import type { Value } from '../../../../contract/value.ts'
import type { ListQuery } from '../../../db/local-api.ts'

/** A list's question as it stands in the address. */
export interface ListSearch {
  /** Words to search for. */
  readonly q?: string
  /** `field:value` of a filter or reference field; several with a comma between them, values as in an address. */
  readonly filter?: string
  /** By title; without it, last changed first. */
  readonly sort?: 'title'
}

/** Field → value as text. */
export type Filters = { readonly [field: string]: string }

/** Reads an address; what is not understood is left out. */
export function parseListSearch(search: { readonly [name: string]: unknown }): ListSearch {
  return {
    ...(typeof search.q === 'string' && search.q !== '' && { q: search.q }),
    ...(typeof search.filter === 'string' && search.filter.includes(':') && { filter: search.filter }),
    ...(search.sort === 'title' && { sort: search.sort }),
  }
}

export function listSearchToQuery(model: Model, search: ListSearch): ListQuery {
  const where = Object.entries(filtersOf(model, search)).flatMap(([name, text]): [string, Value][] => {
    const field = fieldOf(model, name)
    const value = field && textToValue(field, text)
    return value === undefined ? [] : [[name, value]]
  })
  return {
    ...(search.q !== undefined && { search: search.q }),
    ...(where.length > 0 && { where: Object.fromEntries(where) }),
    ...(search.sort === 'title' && { orderBy: 'title' }),
  }
}

/** The filters in force. Fields that this model cannot be filtered by are left out. */
export function filtersOf(model: Model, { filter = '' }: ListSearch): Filters {
  const parts = filter.split(',').flatMap((part): [string, string][] => {
    const colon = part.indexOf(':')
    const name = part.slice(0, Math.max(0, colon))
    return isFilter(model, name) ? [[name, decode(part.slice(colon + 1))]] : []
  })
  return Object.fromEntries(parts)
}

/** @param text '' takes the filter off */
export function withFilter(model: Model, search: ListSearch, name: string, text: string): ListSearch {
  const { filter: _, ...rest } = search
  const filters = Object.entries({ ...filtersOf(model, search), [name]: text }).filter(([, value]) => value !== '')
  const filter = filters.map(([field, value]) => `${field}:${encodeURIComponent(value)}`).join(',')
  return filter === '' ? rest : { ...rest, filter }
}

export function withQ(search: ListSearch, q: string): ListSearch {
  const { q: _, ...rest } = search
  return q === '' ? rest : { ...rest, q }
}

export function withSort(search: ListSearch, sort: string): ListSearch {
  const { sort: _, ...rest } = search
  return sort === 'title' ? { ...rest, sort } : rest
}

/** The lists keep these and the references. */
function isFilter(model: Model, name: string): boolean {
  return model.filters.includes(name) || fieldOf(model, name)?.kind === 'reference'
}

function textToValue(field: Field, text: string): Value | undefined {
  switch (field.kind) {
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : undefined)
    case 'integer':
    case 'money':
      return Number.isSafeInteger(Number(text)) ? Number(text) : undefined
    default:
      return text
  }
}

/** An address may have been cut. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
