import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { fieldOf, type Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import { useTitle } from '../../hooks/use-title.ts'
import { word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { type ListSearch, splitFilter } from './list-search.ts'

interface ListControlsProps {
  readonly model: Model
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
  readonly total: number | undefined
}

/** Search as you type, and a filter by the model's choices. */
export function ListControls({ model, search, onSearch, total }: ListControlsProps) {
  const [text, setText] = useSearchText(search.q ?? '')
  const filters = model.filters.flatMap((name) => {
    const field = fieldOf(model, name)
    return field?.kind === 'choice' ? [{ name, field }] : []
  })
  return (
    <div className="flex flex-col gap-2 border-b border-line p-3">
      <div className="flex flex-wrap gap-2">
        <input
          type="search"
          aria-label={i18n.t('Search')}
          placeholder={i18n.t('Search')}
          className="field-input min-w-0 flex-1 basis-24"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            onSearch(withQ(search, event.target.value))
          }}
        />
        {filters.length > 0 && (
          <select
            aria-label={i18n.t('Filter')}
            className="field-input w-auto max-w-[min(9rem,100%)]"
            value={search.filter ?? ''}
            onChange={(event) => onSearch(withFilter(search, event.target.value))}
          >
            <option value="">{i18n.t('All')}</option>
            {filters.map(({ name, field }) => (
              <optgroup key={name} label={word(field.label)}>
                {Object.entries(field.options).map(([key, label]) => (
                  <option key={key} value={`${name}:${key}`}>
                    {word(label)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </div>
      <ReferenceFilter model={model} search={search} onClear={() => onSearch(withFilter(search, ''))} />
      <p className="text-13 text-muted tabular-nums">
        {total !== undefined && i18n.t('{total, plural, one {# record} other {# records}}', { total })}
      </p>
    </div>
  )
}

/** A filter by a reference comes with a link; here it can be seen and taken off. */
function ReferenceFilter({ model, search, onClear }: { model: Model; search: ListSearch; onClear: () => void }) {
  const [name = '', id] = splitFilter(search.filter)
  const field = fieldOf(model, name)
  const target = field?.kind === 'reference' ? models.get(field.model) : undefined
  if (!target || !field || id === undefined) return null
  return <ReferenceChip label={word(field.label)} target={target} id={id} onClear={onClear} />
}

function ReferenceChip({
  label,
  target,
  id,
  onClear,
}: {
  label: string
  target: Model
  id: string
  onClear: () => void
}) {
  const title = useTitle(target.name, id) ?? ''
  return (
    <Button onClick={onClear} className="self-start">
      {i18n.t('{label}: {title}', { label, title })}
      <X aria-label={i18n.t('Show all')} size={16} />
    </Button>
  )
}

/** The box is typed into, and the address follows a moment later; where the address changes by itself, the box follows it. */
function useSearchText(q: string): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(q)
  const typed = useRef(new Set<string>())
  useEffect(() => {
    if (typed.current.has(q)) typed.current.delete(q)
    else setText(q)
  }, [q])
  return [
    text,
    (next) => {
      if (next !== q) typed.current.add(next)
      setText(next)
    },
  ]
}

function withQ({ filter }: ListSearch, q: string): ListSearch {
  return { ...(q !== '' && { q }), ...(filter !== undefined && { filter }) }
}

function withFilter({ q }: ListSearch, filter: string): ListSearch {
  return { ...(q !== undefined && { q }), ...(filter !== '' && { filter }) }
}
