import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { fieldOf, type Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'
import { valueAt } from '../../../../contract/value.ts'
import type { SyncEvent } from '../../../sync/core/types.ts'
import { titleIn, useTitle, useTitles } from '../../hooks/use-title.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { type EventVersions, type Side, versionsOf } from './event-versions.ts'

/** Which record an event is about, and both versions of it, for whoever asks: the log keeps what was overwritten. */
export function EventDetails({ event }: { event: SyncEvent }) {
  const [isOpen, setOpen] = useState(false)
  const { model: name, id } = event.detail
  const model = typeof name === 'string' ? models.get(name) : undefined
  const versions = model && versionsOf(event, model)
  if (!model || typeof id !== 'string') return null
  return (
    <div className="w-full">
      <Button look="quiet" className="-ms-3 sm:-ms-4" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? i18n.t('Hide') : i18n.t('Show')}
      </Button>
      {isOpen && <Details model={model} id={id} versions={versions} />}
    </div>
  )
}

interface DetailsProps {
  readonly model: Model
  readonly id: string
  readonly versions: EventVersions | undefined
}

function Details({ model, id, versions }: DetailsProps) {
  const title = useTitle(model.name, id)
  return (
    <div className="flex flex-col gap-2 border-s-2 border-line ps-3">
      <p>
        {title ? (
          <Link to="/$model/$id" params={{ model: model.name, id }} className="text-accent underline">
            <bdi>{title}</bdi>
          </Link>
        ) : (
          <span className="text-muted">{i18n.t('Not on this device any more')}</span>
        )}
      </p>
      {versions && <Versions model={model} {...versions} />}
    </div>
  )
}

function Versions({ model, fields, versions }: EventVersions & { readonly model: Model }) {
  const { was, yours, theirs, chosen } = versions
  const show = showValue(titleIn(useTitles(model, was, yours, theirs, chosen)))
  const text = (name: string, side: Side) => {
    const field = fieldOf(model, name)
    const value = valueAt(versions[side], name)
    return field && value !== null ? show(field, value) : i18n.t('nothing')
  }
  const sides = (['was', 'yours', 'theirs', 'chosen'] as const).filter((side) => Object.keys(versions[side]).length > 0)
  return fields.map((name) => (
    <div key={name}>
      <p className="text-muted">{word(fieldOf(model, name)?.label ?? name)}</p>
      {sides.map((side) => (
        <p key={side} dir="auto" className="whitespace-pre-wrap">
          {sideText(side, text(name, side))}
        </p>
      ))}
    </div>
  ))
}

function sideText(side: Side, value: string): string {
  switch (side) {
    case 'was':
      return i18n.t('Was: {value}', { value })
    case 'yours':
      return i18n.t('Yours: {value}', { value })
    case 'theirs':
      return i18n.t('Theirs: {value}', { value })
    case 'chosen':
      return i18n.t('Chosen: {value}', { value })
  }
}
