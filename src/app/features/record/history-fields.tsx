import { i18n } from '@lingui/core'
import { fieldOf, type Model } from '../../../../contract/model.ts'
import { knownFields } from '../../../../contract/validate.ts'
import { differingFields, type Patch, valueAt } from '../../../../contract/value.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { decidedText } from './history-text.ts'

interface HistoryFieldsProps {
  readonly model: Model
  readonly before: Patch
  readonly after: Patch
  /** Values of this change that were not taken, and values that it overwrote. */
  readonly lost?: { readonly [field: string]: unknown } | undefined
  readonly beaten?: { readonly [field: string]: unknown } | undefined
  /** Field → how its conflict was decided. */
  readonly decided?: { readonly [field: string]: string } | undefined
  /** Whose change it is; absent: this device's, which nobody has judged yet. */
  readonly by?: string
}

/** One change, field by field: before and after, what was not taken, and how that was decided. */
export function HistoryFields({
  model,
  before,
  after,
  lost = {},
  beaten = {},
  decided = {},
  by = '',
}: HistoryFieldsProps) {
  const [notTaken, overwritten] = [knownFields(model, lost), knownFields(model, beaten)]
  const show = showValue(titleIn(useTitles(model, before, after, notTaken, overwritten)))
  const changed = differingFields(before, after)
  const names = [...new Set([...Object.keys(model.fields), ...Object.keys(lost), ...Object.keys(beaten)])].filter(
    (name) => changed.includes(name) || Object.hasOwn(lost, name) || Object.hasOwn(beaten, name),
  )
  const text = (name: string, values: Patch) => {
    const field = fieldOf(model, name)
    const value = valueAt(values, name)
    return field && value !== null ? show(field, value) : i18n.t('nothing')
  }
  return (
    // No list of its own: the entries are the history's only list items.
    <div className="mt-1 flex flex-col gap-1">
      {names.map((name) => (
        <div key={name}>
          {changed.includes(name) && (
            <Change
              label={labelOf(model, name)}
              before={valueAt(before, name) === null ? undefined : text(name, before)}
              after={text(name, after)}
            />
          )}
          {Object.hasOwn(lost, name) && (
            <p className="text-muted">
              {i18n.t('{field}: {value} was not taken.', { field: labelOf(model, name), value: text(name, notTaken) })}
            </p>
          )}
          {Object.hasOwn(beaten, name) && (
            <p className="text-muted">
              {i18n.t('{field}: {value} was overwritten.', {
                field: labelOf(model, name),
                value: text(name, overwritten),
              })}
            </p>
          )}
          {decided[name] !== undefined && <p className="text-muted">{decidedText(decided[name], by)}</p>}
        </div>
      ))}
    </div>
  )
}

/** What was not there before needs no arrow. */
function Change({ label, before, after }: { label: string; before: string | undefined; after: string }) {
  return (
    <p>
      {before === undefined
        ? i18n.t('{field}: {after}', { field: label, after })
        : i18n.t('{field}: {before} → {after}', { field: label, before, after })}
    </p>
  )
}

function labelOf(model: Model, name: string): string {
  const field = fieldOf(model, name)
  return field ? word(field.label) : name
}
