import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import { memo } from 'react'
import { type Field, fieldOf, type Model } from '../../../../contract/model.ts'
import { useHandOnFocus } from '../../hooks/use-hand-on-focus.ts'
import { usePendingOf } from '../../hooks/use-pending-of.ts'
import { useTitle } from '../../hooks/use-title.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { filtersOf, type ListSearch, listSearchToQuery, withFilter } from './list-search.ts'

interface FilterChipsProps {
  readonly model: Model
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

/** The filters in force, each to be taken off. */
export const FilterChips = memo(function FilterChips({ model, search, onSearch }: FilterChipsProps) {
  const where = listSearchToQuery(model, search).where ?? {}
  const names = Object.keys(filtersOf(model, search)).filter((name) => Object.hasOwn(where, name))
  if (names.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2">
      {names.map((name) => {
        const field = fieldOf(model, name)
        const value = where[name]
        const clear = () => onSearch(withFilter(model, search, name, ''))
        if (!field || value === undefined) return null
        return (
          <li key={name} className="max-w-full">
            {field.kind === 'reference' ? (
              <ReferenceChip field={field} model={field.model} id={String(value)} onClear={clear} />
            ) : (
              <Chip field={field} text={showValue(() => undefined)(field, value)} onClear={clear} />
            )}
          </li>
        )
      })}
    </ul>
  )
})

function ReferenceChip({ model, id, ...chip }: { field: Field; model: string; id: string; onClear: () => void }) {
  const title = useTitle(model, id)
  // Deleted here and kept by the server: its waiting deletion still knows its name.
  const deletion = usePendingOf(model, id)
  return <Chip text={title ?? deletion?.label ?? '…'} {...chip} />
}

function Chip({ field, text, onClear }: { field: Field; text: string; onClear: () => void }) {
  const button = useHandOnFocus<HTMLButtonElement>()
  const [before = '', after = ''] = i18n.t('{label}: {text}', { label: word(field.label), text: PLACE }).split(PLACE)
  return (
    <button
      ref={button}
      type="button"
      onClick={onClear}
      className="inline-flex min-h-11 max-w-full cursor-pointer items-center gap-2 rounded-full bg-tint ps-4 pe-3 text-15"
    >
      <span className="flex min-w-0">
        <span className="shrink-0 whitespace-pre">{before}</span>{' '}
        <span dir="auto" className="truncate">
          {text}
        </span>
        {after}
      </span>{' '}
      <X aria-label={i18n.t('Show all')} size={16} className="shrink-0" />
    </button>
  )
}

/** Stands for the value in the words around it; in no text of a person. */
const PLACE = '\u{E000}'
