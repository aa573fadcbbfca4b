import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { titleOf } from '../../../../contract/label.ts'
import { fieldOf, type Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import { knownFields } from '../../../../contract/validate.ts'
import { type Data, isJsonObject } from '../../../../contract/value.ts'
import type { PendingChange, Satchel } from '../../../db/local-api.ts'
import type { ParkedReason, SyncEvent } from '../../../sync/core/types.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { useLive } from '../../hooks/use-live.ts'
import { titleIn, type Titles, useTitle, useTitles } from '../../hooks/use-title.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { fetchHistory } from '../record/history.ts'
import { EditButton } from './edit-button.tsx'
import { NO_MODEL } from './no-model.ts'

type Refused = Extract<ParkedReason, { kind: 'refused' }>

interface MissingReferenceProps {
  readonly change: PendingChange
  readonly reason: Refused
}

/** `Building The Hub was deleted by Ana.`; as long as neither this device nor the server knows that, only that it is not there. */
export function MissingReferenceText({ change, reason }: MissingReferenceProps) {
  const target = useMissingTarget(change, reason)
  if (!target) return i18n.t('A record that this one refers to was deleted.')
  const label = word(target.model.label)
  if (target.title !== undefined) return i18n.t('{label} {title} is there again.', { label, title: target.title })
  if (!target.last)
    return i18n.t('The {model} that this refers to is not on the server.', {
      model: label.toLocaleLowerCase(i18n.locale),
    })
  const show = showValue(titleIn(target.titles))
  const title = titleOf(target.model, target.last.data, (field, value) =>
    // An id says nothing to a person.
    field.kind === 'reference' && !Object.hasOwn(target.titles, `${field.model}/${String(value)}`)
      ? ''
      : show(field, value),
  )
  const { by } = target.last
  if (by === '') return i18n.t('{label} {title} was deleted.', { label, title })
  return by === undefined
    ? i18n.t('{label} {title} was deleted on this device before it was sent.', { label, title })
    : i18n.t('{label} {title} was deleted by {by}.', { label, title, by })
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
  const restore = (data: Data, { model, id }: MissingTarget) =>
    act(async () => {
      await satchel.localCreate(model.name, id, data)
      await satchel.retry(change.key)
    })
  return (
    <>
      {target && last && target.title === undefined && (
        <Button onClick={() => restore(last.data, target)}>
          {i18n.t('Restore {label}', { label: word(target.model.label) })}
        </Button>
      )}
      {target?.title !== undefined && (
        <Button onClick={() => act(() => satchel.retry(change.key))}>{i18n.t('Try again')}</Button>
      )}
      <EditButton change={change} text={i18n.t('Choose another')} />
    </>
  )
}

interface MissingTarget {
  readonly model: Model
  readonly id: string
  /** It is there again: restored here, or by somebody else. */
  readonly title: string | undefined
  /** Its values before it was deleted, and by whom: here, if the server never had it; undefined if nobody told. */
  readonly last: { readonly data: Data; readonly by?: string } | undefined
  /** Of what it refers to itself. */
  readonly titles: Titles
}

function useMissingTarget(change: PendingChange, reason: Refused): MissingTarget | undefined {
  const { model, id } = targetOf(change, reason) ?? {}
  const title = useTitle(model?.name ?? change.model, id) ?? undefined
  const key = `${model?.name}/${id}`
  const known = useLive(`deleted ${key}`, async (satchel) =>
    model && id !== undefined
      ? ((await satchel.localDeleted(model.name, id)) ?? (await neverSent(satchel, model, id)))
      : undefined,
  )
  // This device may never have had it, or not have heard of its end.
  const told = useLastInHistory(known && !known.value && title === undefined ? model : undefined, id)
  const last = known?.value ?? told
  const titles = useTitles(model ?? NO_MODEL, last?.data ?? {})
  return model && id !== undefined ? { model, id, title, last, titles } : undefined
}

/** A record that was deleted here before it was sent: the log of this device alone has it. */
async function neverSent(satchel: Satchel, model: Model, id: string): Promise<MissingTarget['last']> {
  const isThis = ({ kind, detail }: SyncEvent) =>
    kind === 'cancelled' && detail['op'] === 'delete' && detail['model'] === model.name && detail['id'] === id
  const mine = (await satchel.events()).find(isThis)?.detail['mine']
  return isJsonObject(mine) ? { data: knownFields(model, mine) } : undefined
}

/** What the server's history says of a deleted record. @param model undefined asks nothing */
function useLastInHistory(model: Model | undefined, id: string | undefined): MissingTarget['last'] {
  const { scope } = useSatchel()
  const [last, setLast] = useState<MissingTarget['last']>()
  useEffect(() => {
    if (model === undefined || id === undefined) return undefined
    let ended = false
    void fetchHistory(scope, model.name, id).then((outcome) => {
      const line = outcome.kind === 'answer' ? outcome.value.lines[0] : undefined
      if (ended || line?.op !== 'delete') return
      setLast({ data: knownFields(model, line.before), by: line.updated_by })
    })
    return () => {
      ended = true
    }
  }, [scope, model, id])
  return last
}

function targetOf(change: PendingChange, reason: Refused): { readonly model: Model; readonly id: string } | undefined {
  const own = models.get(change.model)
  for (const name of own ? Object.keys(reason.fields) : []) {
    const field = own && fieldOf(own, name)
    const model = field?.kind === 'reference' ? models.get(field.model) : undefined
    const id = change.patch[name]
    if (model && typeof id === 'string') return { model, id }
  }
  return undefined
}
