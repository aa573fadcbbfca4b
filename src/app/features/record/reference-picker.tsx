import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { ChevronDown, Plus, SquareArrowOutUpRight } from 'lucide-react'
import { type ComponentProps, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import type { ListItem } from '../../../db/local-api.ts'
import { useRecords } from '../../hooks/use-records.ts'
import { usePendingOf } from '../../hooks/use-pending-of.ts'
import { useTitle } from '../../hooks/use-title.ts'
import { newText } from '../../i18n/show-value.ts'

interface ReferencePickerProps {
  readonly id: string
  readonly className?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: boolean
  readonly 'aria-required'?: boolean
  /** The model referred to. */
  readonly model: string
  /** The id chosen; '' is none. */
  readonly value: string
  readonly onValue: (id: string) => void
  /** Offers to create a record; called with what was searched for. */
  readonly onCreate?: ((text: string) => void) | undefined
  /** Links to the chosen record. */
  readonly opens?: boolean
  readonly placeholder?: string
}

/** Finds a record of another model by typing; a combobox over the list on the device. */
export function ReferencePicker({ model: modelName, ...props }: ReferencePickerProps) {
  const model = models.get(modelName)
  return model && <Picker model={model} {...props} />
}

/** As many as fit a screen; typing finds the others. */
const OPTIONS_MAX = 20

type PickerProps = Omit<ReferencePickerProps, 'model'> & { readonly model: Model }

function Picker({
  model,
  value,
  onValue,
  onCreate,
  opens = false,
  className = '',
  placeholder,
  ...input
}: PickerProps) {
  const title = useTitle(model.name, value === '' ? undefined : value)
  // Deleted here, and perhaps kept by the server: its waiting deletion still knows its name.
  const deletion = usePendingOf(model.name, value !== '' && title === null ? value : undefined)
  const { listId, box, options, active, found, isOpen, choose } = useCombobox(
    model,
    title ?? deletion?.label ?? '',
    onValue,
    onCreate,
  )
  const isLinked = opens && value !== '' && typeof title === 'string' && !isOpen
  return (
    <div className="relative">
      <input
        {...input}
        {...box}
        className={`plain-text ${className} ${isLinked ? 'pe-20' : 'pe-11'}`}
        placeholder={placeholder ?? i18n.t('Type to search')}
      />
      <ChevronDown
        aria-hidden="true"
        size={20}
        className="pointer-events-none absolute end-3 top-[22px] -translate-y-1/2 text-muted"
      />
      {isLinked && <OpenLink model={model} id={value} title={title} />}
      {deletion && <p className="mt-1 text-15 text-muted">{i18n.t('Deleted on this device')}</p>}
      {deletion === null && !input['aria-invalid'] && (
        <p className="mt-1 text-15 text-refused">{i18n.t('The record chosen here does not exist any more.')}</p>
      )}
      <Options
        listId={listId}
        model={model}
        options={options}
        active={active}
        isNothing={isOpen && found !== undefined && found.items.length === 0}
        isCut={isOpen && (found?.total ?? 0) > OPTIONS_MAX}
        onChoose={choose}
      />
    </div>
  )
}

/** The life of the box and its list. @param title of what is chosen: it stands in the box while the list is closed */
function useCombobox(
  model: Model,
  title: string,
  onValue: ReferencePickerProps['onValue'],
  onCreate: ReferencePickerProps['onCreate'],
) {
  const listId = useId()
  // undefined: closed.
  const [search, setSearch] = useState<string>()
  const [active, setActive] = useState(0)
  const isOpen = search !== undefined
  const limit = isOpen ? OPTIONS_MAX : 1
  const isSoon = useSoon()
  const found = useRecords(model.name, { search: search ?? '', orderBy: 'title', limit }, isOpen || isSoon)
  const isAnswered = found?.query.search === search && found?.query.limit === limit
  // Not below what was read ahead, where a record is about to stand.
  const canCreate = onCreate !== undefined && found?.query.limit === OPTIONS_MAX
  const options: Option[] = isOpen ? optionsOf(found?.items ?? [], canCreate, isAnswered) : []
  const open = (text: string) => {
    setSearch(text)
    setActive(0)
  }
  const close = () => setSearch(undefined)
  const choose = (option: Option) => {
    if (option.kind === 'create' && !option.isAnswered) return
    close()
    if (option.kind === 'record') onValue(option.item.id)
    else onCreate?.((search ?? '').trim())
  }
  const move = (by: 1 | -1) => {
    const count = Math.max(1, options.length)
    setActive((active + by + count) % count)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event
    const option = options[active]
    if (!isOpen && (key === 'ArrowDown' || key === 'ArrowUp')) open('')
    else if (key === 'ArrowDown') move(1)
    else if (key === 'ArrowUp') move(-1)
    else if (key === 'Enter' && isOpen) {
      // What stands there is of another text until then.
      if (isAnswered && option) choose(option)
    } else if (key === 'Escape' && isOpen) close()
    else return
    event.preventDefault()
  }
  const box: ComponentProps<'input'> = {
    role: 'combobox',
    autoComplete: 'off',
    autoCapitalize: 'off',
    spellCheck: false,
    enterKeyHint: 'search',
    'aria-autocomplete': 'list',
    'aria-expanded': options.length > 0,
    'aria-controls': listId,
    'aria-activedescendant': options[active] && `${listId}-${active}`,
    value: search ?? title,
    onClick: () => !isOpen && open(''),
    onChange: (event) => {
      open(event.target.value)
      if (event.target.value === '') onValue('')
    },
    onBlur: close,
    onKeyDown,
  }
  return { listId, box, options, active, found, isOpen, choose }
}

/** Not with the form's first picture, which the columns of a large list would hold up; but before anybody has opened the box. */
function useSoon(): boolean {
  const [isSoon, setIsSoon] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsSoon(true), SOON_MS)
    return () => clearTimeout(timer)
  }, [])
  return isSoon
}

const SOON_MS = 300

type Option =
  | { readonly kind: 'record'; readonly item: ListItem }
  /** It stays where it is while a text is searched for, or it would blink at every key; until then nothing comes of it. */
  | { readonly kind: 'create'; readonly isAnswered: boolean }

function optionsOf(items: readonly ListItem[], canCreate: boolean, isAnswered: boolean): Option[] {
  return [
    ...items.map((item) => ({ kind: 'record', item }) as const),
    ...(canCreate ? [{ kind: 'create', isAnswered } as const] : []),
  ]
}

/** What was typed here stays as a draft. */
function OpenLink({ model, id, title }: { model: Model; id: string; title: string }) {
  return (
    <Link
      to="/$model/$id"
      params={{ model: model.name, id }}
      aria-label={i18n.t('Open {title}', { title })}
      className="absolute end-9 top-0 inline-flex size-11 items-center justify-center rounded-full text-accent"
    >
      <SquareArrowOutUpRight aria-hidden="true" size={18} className="rtl:-scale-x-100" />
    </Link>
  )
}

interface OptionsProps {
  readonly listId: string
  readonly model: Model
  readonly options: readonly Option[]
  readonly active: number
  readonly isNothing: boolean
  readonly isCut: boolean
  readonly onChoose: (option: Option) => void
}

function Options({ listId, model, options, active, isNothing, isCut, onChoose }: OptionsProps) {
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: 'nearest' })
  }, [active, options.length])
  return (
    <div
      hidden={options.length === 0 && !isNothing}
      className="absolute inset-x-0 z-20 mt-1 overflow-hidden rounded-input border border-edge bg-card shadow-raised"
      // Before the box loses the focus, and with it the list.
      onPointerDown={(event) => event.preventDefault()}
    >
      {isNothing && <p className="px-3 py-2 text-15 text-muted">{i18n.t('Nothing found.')}</p>}
      <ul ref={list} id={listId} role="listbox" aria-label={i18n.t('Found')} className="max-h-72 overflow-y-auto">
        {options.map((option, index) => (
          <li
            key={option.kind === 'record' ? option.item.id : 'create'}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            aria-disabled={option.kind === 'create' && !option.isAnswered}
            onClick={() => onChoose(option)}
            className={`flex min-h-11 cursor-pointer items-center gap-2 px-3 py-1 aria-selected:bg-tint ${option.kind === 'create' ? 'sticky bottom-0 border-t border-line bg-card font-semibold text-accent' : ''}`}
          >
            {option.kind === 'create' && <Plus aria-hidden="true" size={20} />}
            {option.kind === 'record' ? <bdi>{option.item.title}</bdi> : newText(model)}
          </li>
        ))}
      </ul>
      {isCut && (
        <p className="border-t border-line px-3 py-2 text-13 text-muted">
          {i18n.t('There are more: type to find them.')}
        </p>
      )}
    </div>
  )
}
