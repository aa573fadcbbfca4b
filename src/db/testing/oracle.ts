import { foldText } from '../../../contract/fold-text.ts'
import { plainText, titleOf, type TitleLookup } from '../../../contract/label.ts'
import { fieldOf, type Model } from '../../../contract/model.ts'
import type { Data } from '../../../contract/value.ts'
import { models } from '../../../contract/models/index.ts'
import type { ServerRow, VisibleRow } from '../../sync/core/types.ts'
import type { ListQuery } from '../local-api.ts'

/** What a device must show, worked out in the plainest way from all its rows. */
export interface Oracle {
  readonly rows: Map<string, ServerRow>
  readonly overlay: Map<string, VisibleRow | null>
}

export function newOracle(): Oracle {
  return { rows: new Map(), overlay: new Map() }
}

export function visibleIn({ rows, overlay }: Oracle): VisibleRow[] {
  const names = new Set([...rows.keys(), ...overlay.keys()])
  return [...names].flatMap((name) => {
    const mine = overlay.get(name)
    if (mine !== undefined) return mine ?? []
    const row = rows.get(name)
    if (!row || row.deleted) return []
    const { model, id, version, data, updatedAt, updatedBy } = row
    return { model, id, version, data, updatedAt, updatedBy }
  })
}

/** What a search of a record looks in: a line for each field. */
function searchedText(model: Model, data: Data, lookUp: TitleLookup): string {
  const show = plainText(lookUp)
  const lines = model.search.map((name) => {
    const [field, value] = [fieldOf(model, name), data[name]]
    return field && value !== undefined ? show(field, value) : ''
  })
  return foldText(lines.join('\n'))
}

/** The ids and titles of a whole list. */
export function naiveList(oracle: Oracle, name: string, query: ListQuery): { id: string; title: string }[] {
  const all = visibleIn(oracle)
  const byName = new Map(all.map((row) => [`${row.model}/${row.id}`, row]))
  const model = models.get(name)
  if (!model) throw new Error(name)
  const lookUp: TitleLookup = (target, id) => {
    const [row, of] = [byName.get(`${target}/${id}`), models.get(target)]
    return row && of ? titleOf(of, row.data, plainText(lookUp)) : undefined
  }
  const words = foldText(query.search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
  const found = all
    .filter((row) => row.model === name)
    .filter(({ data }) => words.every((word) => searchedText(model, data, lookUp).includes(word)))
    .filter(({ data }) => Object.entries(query.where ?? {}).every(([field, value]) => data[field] === value))
    .map((row) => ({ id: row.id, title: titleOf(model, row.data, plainText(lookUp)), at: Date.parse(row.updatedAt) }))
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
  const byTitle = (a: { title: string }, b: { title: string }) => {
    const [x, y] = [foldText(a.title), foldText(b.title)]
    return x < y ? -1 : x > y ? 1 : 0
  }
  found.sort((a, b) => (query.orderBy === 'title' ? byTitle(a, b) || byId(a, b) : b.at - a.at || byId(b, a)))
  return found.map(({ id, title }) => ({ id, title }))
}
