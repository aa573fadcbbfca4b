import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { titleOf } from '../../../../contract/label.ts'
import { fieldOf, type Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import { knownFields } from '../../../../contract/validate.ts'
import type { Data } from '../../../../contract/value.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import type { ParkedReason } from '../../../sync/core/types.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { fetchHistory } from '../record/history.ts'
import { EditButton } from './edit-button.tsx'

type Refused = Extract<ParkedReason, { kind: 'refused' }>

interface MissingReferenceProps {
  readonly change: PendingChange
  readonly reason: Refused
}

/** `Building The Hub was deleted by Ana.`; without the names as long as the server has not told them. */
export function MissingReferenceText({ change, reason }: MissingReferenceProps) {
  const target = useMissingTarget(change, reason)
  if (!target) return i18n.t('A record that this one refers to was deleted.')
  const label = word(target.model.label)
  if (!target.last) return i18n.t('{label} was deleted.', { label })
  const title = titleOf(
    target.model,
    target.last.data,
    showValue(() => undefined),
  )
  return i18n.t('{label} {title} was deleted by {by}.', { label, title, by: target.last.by })
}

/** Brings the missing record back as it last was, or lets the person choose another one. */
export function MissingReferenceActions({
  change,
  reason,
  act,
}: MissingReferenceProps & { act: (work: () => Promise<void>) => void }) {
  const satchel = useSatchel()
  const target = useMissingTarget(change, reason)
  const last = target?.last
  return (
    <>
      {target && last && (
        <Button
          onClick={() =>
            act(async () => {
              await satchel.localCreate(target.model.name, target.id, last.data)
              await satchel.retry(change.key)
            })
          }
        >
          {i18n.t('Restore {label}', { label: word(target.model.label) })}
        </Button>
      )}
      <EditButton change={change} text={i18n.t('Choose another')} />
    </>
  )
}

interface MissingTarget {
  readonly model: Model
  readonly id: string
  /** Its values before it was deleted, and by whom; undefined if the server did not tell. */
  readonly last?: { readonly data: Data; readonly by: string }
}

function useMissingTarget(change: PendingChange, reason: Refused): MissingTarget | undefined {
  const { scope } = useSatchel()
  const [last, setLast] = useState<MissingTarget['last']>()
  const target = targetOf(change, reason)
  const [modelName, id] = [target?.model.name, target?.id]
  useEffect(() => {
    if (modelName === undefined || id === undefined) return undefined
    let ended = false
    void fetchHistory(scope, modelName, id).then((outcome) => {
      const line = outcome.kind === 'answer' ? outcome.value.lines[0] : undefined
      const model = models.get(modelName)
      if (ended || line?.op !== 'delete' || !model) return
      setLast({ data: knownFields(model, line.before), by: line.updated_by })
    })
    return () => {
      ended = true
    }
  }, [scope, modelName, id])
  return target && last ? { ...target, last } : target
}

function targetOf(change: PendingChange, reason: Refused): MissingTarget | undefined {
  const own = models.get(change.model)
  for (const name of own ? Object.keys(reason.fields) : []) {
    const field = own && fieldOf(own, name)
    const model = field?.kind === 'reference' ? models.get(field.model) : undefined
    const id = change.patch[name]
    if (model && typeof id === 'string') return { model, id }
  }
  return undefined
}
