import { i18n } from '@lingui/core'
import { type KeyboardEvent, useId, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import type { ListItem } from '../../../db/local-api.ts'
import { useRecords } from '../../hooks/use-records.ts'
import { useTitle } from '../../hooks/use-title.ts'

interface ReferencePickerProps {
  readonly id: string
  readonly className: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
  readonly 'aria-required': boolean
  /** The model referred to. */
  readonly model: string
  /** The id chosen; '' is none. */
  readonly value: string
  readonly onValue: (id: string) => void
}

/** Finds a record of another model by typing; a combobox over the list on the device. */
export function ReferencePicker({ model: modelName, ...props }: ReferencePickerProps) {
  const model = models.get(modelName)
  return model && <Picker model={model} {...props} />
}

function Picker({ model, value, onValue, id, ...input }: Omit<ReferencePickerProps, 'model'> & { model: Model }) {
  const listId = useId()
  const title = useTitle(model.name, value === '' ? undefined : value)
  // undefined: closed, the chosen record's title stands in the box.
  const [search, setSearch] = useState<string>()
  const [active, setActive] = useState(0)
  const found = useRecords(model.name, { search: search ?? '', orderBy: 'title', limit: search === undefined ? 1 : 20 })
  const options = search === undefined ? [] : (found?.items ?? [])
  const close = () => setSearch(undefined)
  const open = (text: string) => {
    setSearch(text)
    setActive(0)
  }
  const choose = (item: ListItem) => {
    onValue(item.id)
    close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const item = options[active]
    if (event.key === 'ArrowDown' && search === undefined) open('')
    else if (event.key === 'ArrowDown') setActive(Math.min(active + 1, options.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0))
    else if (event.key === 'Enter' && item) choose(item)
    else if (event.key === 'Escape' && search !== undefined) close()
    else return
    event.preventDefault()
  }
  return (
    <div className="relative">
      <input
        {...input}
        id={id}
        role="combobox"
        autoComplete="off"
        aria-autocomplete="list"
        aria-expanded={options.length > 0}
        aria-controls={listId}
        aria-activedescendant={options[active] && `${listId}-${active}`}
        placeholder={i18n.t('Type to search')}
        value={search ?? title ?? ''}
        onClick={() => search === undefined && open('')}
        onChange={(event) => {
          open(event.target.value)
          if (event.target.value === '') onValue('')
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {value !== '' && title === null && (
        <p className="mt-1 text-15 text-refused">{i18n.t('The record chosen here does not exist any more.')}</p>
      )}
      <Options listId={listId} items={options} active={active} onChoose={choose} />
      {search !== undefined && search !== '' && options.length === 0 && found && (
        <p className="mt-1 text-15 text-muted">{i18n.t('Nothing found.')}</p>
      )}
    </div>
  )
}

interface OptionsProps {
  readonly listId: string
  readonly items: readonly ListItem[]
  readonly active: number
  readonly onChoose: (item: ListItem) => void
}

function Options({ listId, items, active, onChoose }: OptionsProps) {
  return (
    <ul
      id={listId}
      role="listbox"
      aria-label={i18n.t('Found')}
      hidden={items.length === 0}
      className="absolute inset-x-0 z-20 mt-1 max-h-72 overflow-y-auto rounded-input border border-edge bg-card shadow-raised"
    >
      {items.map((item, index) => (
        <li
          key={item.id}
          id={`${listId}-${index}`}
          role="option"
          aria-selected={index === active}
          // Before the box loses the focus, and with it the list.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(item)}
          className="flex min-h-11 cursor-pointer items-center px-3 aria-selected:bg-tint"
        >
          {item.title}
        </li>
      ))}
    </ul>
  )
}
