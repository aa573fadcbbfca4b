import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import type { FieldErrors } from '../../../../contract/validate.ts'
import type { Value } from '../../../../contract/value.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { operationText } from '../pending/operation-text.ts'
import { announce } from '../shell/announcements.ts'
import {
  type Choices,
  chooseAll,
  type Conflict,
  conflictFields,
  initialChoices,
  mergedFields,
  readChoices,
} from './choices.ts'
import { ConflictCard } from './conflict-card.tsx'

interface ConflictDialogProps {
  readonly change: PendingChange
  readonly onClose: () => void
}

/** Base, mine, theirs, field by field. What was chosen survives a kill of the app until it is applied. */
export function ConflictDialog({ change, onClose }: ConflictDialogProps) {
  const model = models.get(change.model)
  const stored = useStoredChoices(change.key)
  if (!model || change.reason?.kind !== 'conflict' || !stored) return null
  return <Merge model={model} change={change} conflict={change.reason} stored={stored} onClose={onClose} />
}

interface MergeProps extends ConflictDialogProps {
  readonly model: Model
  readonly conflict: Conflict
  readonly stored: { readonly [field: string]: unknown }
}

function Merge({ model, change, conflict, stored, onClose }: MergeProps) {
  const satchel = useSatchel()
  const fields = conflictFields(model, change, conflict)
  const [chosen, setChosen] = useState<Choices>({})
  // A field that moved while the dialog is open joins with its own first choice.
  const choices = { ...initialChoices(fields, stored), ...chosen }
  const [errors, setErrors] = useState<FieldErrors>({})
  const [failure, setFailure] = useState<string>()
  const titles = useTitles(model, change.base, change.patch, conflict.serverData)
  const merged = mergedFields(model, change, conflict)
  const choose = (next: Choices) => {
    setChosen(next)
    setErrors({})
    // Choices that could not be stored are still on the screen.
    void satchel.putChoices(change.key, next).catch(() => undefined)
  }
  const apply = () => {
    const reading = readChoices(fields, choices)
    if (reading.kind === 'invalid') return setErrors(reading.errors)
    satchel.resolveConflict(change.key, { kind: 'merge', values: reading.values, seen: conflict.serverData }).then(
      () => {
        announce(i18n.t('Merged on this device'))
        onClose()
      },
      (cause: unknown) => setFailure(cause instanceof Error ? cause.message : String(cause)),
    )
  }
  return (
    <Dialog title={i18n.t('Resolve conflict: {operation}', { operation: operationText(change) })} onClose={onClose}>
      <p className="mb-3 font-semibold">{change.label}</p>
      <div className="mb-3 flex flex-wrap gap-2">
        <Button onClick={() => choose(chooseAll(fields, 'yours'))}>{i18n.t('Use all mine')}</Button>
        <Button onClick={() => choose(chooseAll(fields, 'theirs'))}>{i18n.t('Use all theirs')}</Button>
      </div>
      <div className="flex flex-col gap-3">
        {fields.map((field) => (
          <ConflictCard
            key={field.name}
            conflict={field}
            choice={choices[field.name] ?? { kind: 'yours' }}
            onChoose={(choice) => choose({ ...choices, [field.name]: choice })}
            show={(value: Value | null) =>
              value === null ? i18n.t('nothing') : showValue(titleIn(titles))(field.field, value)
            }
            editedAt={change.editedAt}
            error={errors[field.name]}
          />
        ))}
      </div>
      <MergedFields labels={merged.map((name) => word(model.fields[name]?.label ?? name))} />
      {failure !== undefined && (
        <p role="alert" className="mt-3 text-15 text-refused">
          {i18n.t('That did not work: {message}', { message: failure })}
        </p>
      )}
      <div className="sticky -bottom-4 mt-4 flex flex-wrap justify-end gap-2 bg-paper py-3 md:-bottom-6">
        <Button onClick={onClose}>{i18n.t('Cancel')}</Button>
        <Button look="primary" onClick={apply}>
          {i18n.t('Apply merge')}
        </Button>
      </div>
    </Dialog>
  )
}

/** Folded: nobody is asked about these. */
function MergedFields({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return null
  return (
    <details className="mt-3 text-15 text-muted">
      <summary className="flex min-h-11 cursor-pointer items-center">
        {i18n.t('{count, plural, one {# field merged automatically} other {# fields merged automatically}}', {
          count: labels.length,
        })}
      </summary>
      {labels.join(', ')}
    </details>
  )
}

/** @returns undefined while reading */
function useStoredChoices(entry: number): { readonly [field: string]: unknown } | undefined {
  const satchel = useSatchel()
  const [stored, setStored] = useState<{ readonly [field: string]: unknown }>()
  useEffect(() => {
    let ended = false
    const take = (choices: { readonly [field: string]: unknown } = {}) => {
      if (!ended) setStored(choices)
    }
    satchel.getChoices(entry).then(take, () => take())
    return () => {
      ended = true
    }
  }, [satchel, entry])
  return stored
}
