import { i18n } from '@lingui/core'
import { useId } from 'react'
import { type Field, fieldOf, type Model } from '../../../../contract/model.ts'
import { word } from '../../i18n/show-value.ts'
import { DateEditor } from '../record/date-editor.tsx'
import { inputToValue, valueToInput } from '../record/input.ts'
import { ReferencePicker } from '../record/reference-picker.tsx'
import { filtersOf, type ListSearch, withFilter } from './list-search.ts'

interface FilterEditorsProps {
  readonly model: Model
  readonly search: ListSearch
  readonly onSearch: (search: ListSearch) => void
}

/** One control for each field that a list can be filtered by. */
export function FilterEditors({ model, search, onSearch }: FilterEditorsProps) {
  const filters = filtersOf(model, search)
  return (
    <div className="grid gap-2 rounded-card border border-line bg-card p-3">
      {model.filters.map((name) => {
        const field = fieldOf(model, name)
        return (
          field && (
            <FilterEditor
              key={name}
              field={field}
              text={filters[name] ?? ''}
              onText={(text) => onSearch(withFilter(model, search, name, text))}
            />
          )
        )
      })}
    </div>
  )
}

interface FilterEditorProps {
  readonly field: Field
  /** '' takes the filter off. */
  readonly text: string
  readonly onText: (text: string) => void
}

function FilterEditor({ field, text, onText }: FilterEditorProps) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-13 text-muted">
        {word(field.label)}
      </label>
      <Control id={id} field={field} text={text} onText={onText} />
    </div>
  )
}

function Control({ id, field, text, onText }: FilterEditorProps & { id: string }) {
  const control = {
    id,
    className: 'field-input',
    'aria-describedby': undefined,
    'aria-invalid': false,
    'aria-required': false,
  }
  switch (field.kind) {
    case 'choice':
    case 'choices':
    case 'boolean':
      return (
        <select {...control} value={text} onChange={(event) => onText(event.target.value)}>
          <option value="">{i18n.t('All')}</option>
          {optionsOf(field).map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      )
    case 'reference':
      return (
        <ReferencePicker {...control} model={field.model} value={text} onValue={onText} placeholder={i18n.t('All')} />
      )
    case 'date':
    case 'dateTime':
      return (
        <DateEditor
          control={control}
          kind={field.kind}
          text={String(valueToInput(field, text))}
          onText={(input) => onText(valueText(field, input))}
        />
      )
    default:
      return (
        <input
          {...control}
          autoComplete="off"
          // An amount is typed as one, and filtered by its minor units.
          defaultValue={String(valueToInput(field, field.kind === 'money' && text !== '' ? Number(text) : text))}
          onChange={(event) => onText(valueText(field, event.target.value))}
        />
      )
  }
}

function valueText(field: Field, input: string): string {
  const value = inputToValue(field, input)
  return value === null || value === undefined ? '' : String(value)
}

function optionsOf(field: Extract<Field, { kind: 'choice' | 'choices' | 'boolean' }>): [key: string, label: string][] {
  if (field.kind === 'boolean')
    return [
      ['true', i18n.t('Yes')],
      ['false', i18n.t('No')],
    ]
  return Object.entries(field.options).map(([key, label]) => [key, word(label)])
}
