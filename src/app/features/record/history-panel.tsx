import { i18n } from '@lingui/core'
import { useEffect, useId, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { knownFields } from '../../../../contract/validate.ts'
import { differingFields } from '../../../../contract/value.ts'
import type { HistoryLine } from '../../../../contract/wire/history.ts'
import type { Outcome } from '../../../sync/ports.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue, timeText, word } from '../../i18n/show-value.ts'
import { fetchHistory } from './history.ts'

/** Who changed what, and when. It comes from the server; without a network it says so. */
export function HistoryPanel({ model, id, version }: { model: Model; id: string; version: number }) {
  const { scope } = useSatchel()
  const titleId = useId()
  const [outcome, setOutcome] = useState<Outcome<HistoryLine[]>>()
  useEffect(() => {
    let ended = false
    void fetchHistory(scope, model.name, id).then((answer) => !ended && setOutcome(answer))
    return () => {
      ended = true
    }
  }, [scope, model, id, version])
  return (
    <section aria-labelledby={titleId} className="rounded-card border border-line bg-card p-4">
      <h2 id={titleId} className="mb-2 text-17 font-semibold">
        {i18n.t('History')}
      </h2>
      {outcome === undefined && <p className="text-15 text-muted">{i18n.t('Asking the server…')}</p>}
      {outcome?.kind === 'answer' && <Lines model={model} lines={outcome.value} />}
      {outcome && outcome.kind !== 'answer' && (
        <p className="text-15 text-muted">{i18n.t('The history is on the server, and it cannot be reached now.')}</p>
      )}
    </section>
  )
}

function Lines({ model, lines }: { model: Model; lines: readonly HistoryLine[] }) {
  if (lines.length === 0)
    return <p className="text-15 text-muted">{i18n.t('The server does not know this record yet.')}</p>
  return (
    <ol className="flex flex-col gap-3">
      {lines.map((line) => (
        <li key={line.seq} className="border-s-2 border-line ps-3 text-15">
          <p>
            <strong className="font-semibold">{line.updated_by}</strong> {operationWord(line.op)}{' '}
            <time dateTime={line.updated_at} className="text-13 text-muted">
              {timeText(line.updated_at)}
            </time>
          </p>
          {line.op === 'update' && <Differences model={model} line={line} />}
        </li>
      ))}
    </ol>
  )
}

function Differences({ model, line }: { model: Model; line: HistoryLine }) {
  const [before, after] = [knownFields(model, line.before), knownFields(model, line.after)]
  const show = showValue(titleIn(useTitles(model, before, after)))
  return (
    <ul className="text-muted">
      {differingFields(before, after).map((name) => {
        const field = model.fields[name]
        const text = (value: (typeof before)[string] | undefined) =>
          field && value !== undefined ? show(field, value) : i18n.t('nothing')
        return (
          <li key={name}>
            {i18n.t('{field}: {before} → {after}', {
              field: field ? word(field.label) : name,
              before: text(before[name]),
              after: text(after[name]),
            })}
          </li>
        )
      })}
    </ul>
  )
}

function operationWord(op: string): string {
  switch (op) {
    case 'create':
      return i18n.t('created this')
    case 'update':
      return i18n.t('changed this')
    case 'delete':
      return i18n.t('deleted this')
    default:
      return op
  }
}
