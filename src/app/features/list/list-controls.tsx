import { i18n } from '@lingui/core'
import { ArrowDownUp, Search, SlidersHorizontal } from 'lucide-react'
import { memo, type RefObject, useEffect, useId, useRef, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { Button } from '../../ui/button.tsx'
import { whisper } from '../shell/announcements.ts'
import { FilterChips } from './filter-chips.tsx'
import { FilterEditors } from './filter-editors.tsx'
import { filtersOf, type ListSearch, withQ, withSort } from './list-search.ts'

interface AskingProps {
  readonly model: Model
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

interface ListControlsProps extends AskingProps {
  readonly total: number | undefined
}

/** Search as you type, filters by the model's fields, and the order. */
export function ListControls({ total, ...asking }: ListControlsProps) {
  const controls = useToldTotal(asking.search, total)
  return (
    <div ref={controls} className="flex flex-col gap-2 border-b border-line px-3 pt-3 pb-1">
      <SearchAndFilters {...asking} />
      <FilterChips {...asking} />
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-2 text-13 text-muted">
        <Total total={total} />
        <SortButton {...asking} />
      </div>
    </div>
  )
}

/** So long after the last key or the last other answer. */
const TOLD_AFTER_MS = 1_000

/**
 * How many were found is heard, too, once the person has asked for others; not what comes or goes by itself, nor by whoever has
 * gone on.
 * @returns of the element in which they ask
 */
function useToldTotal(search: ListSearch, total: number | undefined): RefObject<HTMLDivElement | null> {
  const controls = useRef<HTMLDivElement>(null)
  const told = useRef(search)
  useEffect(() => {
    if (told.current === search) return undefined
    const timer = setTimeout(() => {
      told.current = search
      if (total !== undefined && controls.current?.contains(document.activeElement)) whisper(totalText(total))
    }, TOLD_AFTER_MS)
    return () => clearTimeout(timer)
  }, [search, total])
  return controls
}

const SearchAndFilters = memo(function SearchAndFilters({ model, search, onSearch }: AskingProps) {
  const [showsFilters, setShowsFilters] = useState(false)
  const filtersId = useId()
  const count = Object.keys(filtersOf(model, search)).length
  return (
    <>
      <div className="flex gap-2">
        <div className="relative min-w-0 flex-1">
          {SEARCH_ICON}
          <input
            type="search"
            aria-label={i18n.t('Search')}
            placeholder={i18n.t('Search')}
            enterKeyHint="search"
            autoComplete="off"
            className="field-input plain-text ps-10"
            value={search.q ?? ''}
            onChange={(event) => onSearch(withQ(search, event.target.value))}
          />
        </div>
        {model.filters.length > 0 && (
          <Button
            aria-expanded={showsFilters}
            aria-controls={filtersId}
            className="shrink-0 aria-expanded:border-accent aria-expanded:bg-tint"
            onClick={() => setShowsFilters(!showsFilters)}
          >
            {FILTER_ICON}
            <span className={count > 0 ? '' : 'max-sm:sr-only lg:sr-only'}>{filterText(count)}</span>
          </Button>
        )}
      </div>
      <div id={filtersId} hidden={!showsFilters}>
        {showsFilters && <FilterEditors model={model} search={search} onSearch={onSearch} />}
      </div>
    </>
  )
})

const Total = memo(function Total({ total }: Pick<ListControlsProps, 'total'>) {
  return <p className="whitespace-nowrap tabular-nums">{total !== undefined && totalText(total)}</p>
})

function totalText(total: number): string {
  return i18n.t('{total, plural, one {# record} other {# records}}', { total })
}

// Made once: React does not look at them again at every key.
const SEARCH_ICON = (
  <Search
    aria-hidden="true"
    size={18}
    className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-muted"
  />
)
const FILTER_ICON = <SlidersHorizontal aria-hidden="true" size={18} />
const SORT_ICON = <ArrowDownUp aria-hidden="true" size={14} className="shrink-0" />

/** Says the order and changes it. Not a choice list: a form beside it has those, and theirs are what a person looks for. */
const SortButton = memo(function SortButton({ search, onSearch }: AskingProps) {
  const isByTitle = search.sort === 'title'
  return (
    <button
      type="button"
      onClick={() => onSearch(withSort(search, isByTitle ? 'changed' : 'title'))}
      className="-me-2 inline-flex min-h-11 cursor-pointer items-center gap-1 rounded-input px-2 text-end"
    >
      {SORT_ICON}
      {isByTitle ? i18n.t('Sorted by name') : i18n.t('Sorted by last change')}
    </button>
  )
})

function filterText(count: number): string {
  return count === 0 ? i18n.t('Filter') : i18n.t('Filter ({count})', { count })
}
