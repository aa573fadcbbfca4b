import { i18n } from '@lingui/core'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { knownFields } from '../../../../contract/validate.ts'
import type { HistoryLine } from '../../../../contract/wire/history.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import { useLive } from '../../hooks/use-live.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue, timeText } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { type Decision, decisionText, decisionsOf, type ShowField, valuesOf } from './decisions.ts'
import { HistoryFields } from './history-fields.tsx'
import { decidedText } from './history-text.ts'
import { type History, useHistory } from './use-history.ts'

interface HistoryPanelProps {
  readonly model: Model
  readonly id: string
  /** The server's version that this device knows. */
  readonly version: number
  readonly pending: PendingChange | null | undefined
}

/**
 * Who changed what, when, and how a conflict was decided. It comes from the server; without a network it says so. What was decided on
 * this device is known here.
 */
export function HistoryPanel({ model, id, version, pending }: HistoryPanelProps) {
  const titleId = useId()
  const section = useRef<HTMLElement>(null)
  // It was asked for at the bottom of the form and opens at its top.
  useEffect(() => {
    section.current?.scrollIntoView?.({ block: 'start' })
  }, [])
  const { history, more, again } = useHistory(model.name, id, version)
  const events = useLive(`events ${model.name}/${id}`, (satchel) => satchel.events(), 'log')?.value
  const decisions = decisionsOf(model, id, events ?? [])
  return (
    <section
      ref={section}
      aria-labelledby={titleId}
      className="scroll-mt-4 rounded-card border border-line bg-card p-4"
    >
      <h2 id={titleId} className="mb-3 text-17 font-semibold">
        {i18n.t('History')}
      </h2>
      <ol className="flex flex-col gap-4">
        {pending && <Waiting model={model} change={pending} />}
        {inOrder(history.kind === 'told' ? history.page.lines : [], decisions).map(({ key, line, decision }) =>
          line ? <Line key={key} model={model} line={line} /> : <Decided key={key} model={model} decision={decision} />,
        )}
      </ol>
      <Rest history={history} more={more} again={again} />
    </section>
  )
}

function Rest({ history, more, again }: { history: History; more: () => void; again: () => void }) {
  switch (history.kind) {
    case 'asking':
      return <Remark text={i18n.t('Asking the server…')} />
    case 'signedOut':
      return <Remark text={i18n.t('Sign in to see the history: it is on the server.')} />
    case 'unreachable':
      return (
        <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
          <Remark text={i18n.t('The history needs the network: it is on the server, which cannot be reached now.')} />
          <Button onClick={again}>{i18n.t('Ask again')}</Button>
        </div>
      )
    case 'told':
      if (history.page.hasMore)
        return (
          <Button className="mt-4" onClick={more}>
            {i18n.t('Show earlier')}
          </Button>
        )
      return history.page.lines.length === 0 ? (
        <Remark text={i18n.t('The server does not know this record yet.')} />
      ) : null
  }
}

function Remark({ text }: { text: string }) {
  return <p className="min-w-40 flex-1 text-15 text-muted">{text}</p>
}

/** What this device has and the server has not. */
function Waiting({ model, change }: { model: Model; change: PendingChange }) {
  const names = Object.keys(change.patch)
  const before = Object.fromEntries(Object.entries(change.base).filter(([name]) => names.includes(name)))
  return (
    <Entry
      what={<strong className="font-semibold">{i18n.t('You, not sent yet')}</strong>}
      at={change.editedAt}
      mark={
        <StateMark icon="onDevice" tone="waiting">
          {i18n.t('On this device')}
        </StateMark>
      }
    >
      <HistoryFields model={model} before={knownFields(model, before)} after={knownFields(model, change.patch)} />
    </Entry>
  )
}

type Told =
  | { readonly key: string; readonly line: HistoryLine; readonly decision?: undefined }
  | { readonly key: string; readonly decision: Decision; readonly line?: undefined }

/** The server's changes and this device's decisions, newest first; a decision was made before what it sent arrived. */
function inOrder(lines: readonly HistoryLine[], decisions: readonly Decision[]): Told[] {
  const told = [
    // One change and what it lost against share a seq.
    ...lines.map((line, place) => ({ at: line.updated_at, told: { key: `${line.seq} ${place}`, line } })),
    ...decisions.map((decision) => ({ at: decision.at, told: { key: decision.at, decision } })),
  ]
  return told.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)).map((one) => one.told)
}

/** A question that was decided on this device: both values, and which was chosen. */
function Decided({ model, decision }: { model: Model; decision: Decision }) {
  const titles = useTitles(model, ...valuesOf([decision]))
  const show: ShowField = (field, value) =>
    value === null ? i18n.t('nothing') : showValue(titleIn(titles))(field, value)
  return (
    <Entry what={<strong className="font-semibold">{decision.title}</strong>} at={decision.at}>
      <div className="text-muted">
        {decision.fields.map((field) => (
          <p key={field.name} dir="auto">
            {decisionText(model, field, show)}
          </p>
        ))}
      </div>
    </Entry>
  )
}

function Line({ model, line }: { model: Model; line: HistoryLine }) {
  const whole = line.decided?.['*']
  return (
    <Entry
      what={
        <>
          <strong className="font-semibold">
            <bdi>{line.updated_by}</bdi>
          </strong>{' '}
          {operationWord(line.op)}
        </>
      }
      at={line.updated_at}
    >
      <HistoryFields
        model={model}
        before={knownFields(model, line.before)}
        after={knownFields(model, line.after)}
        lost={line.lost}
        beaten={line.beaten}
        decided={line.decided}
        by={line.updated_by}
      />
      {whole !== undefined && <p className="text-muted">{decidedText(whole, line.updated_by)}</p>}
    </Entry>
  )
}

function Entry({ what, at, mark, children }: { what: ReactNode; at: string; mark?: ReactNode; children: ReactNode }) {
  return (
    <li className="relative border-s-2 border-line ps-4 text-15 before:absolute before:-start-[7px] before:top-1.5 before:size-3 before:rounded-full before:border-2 before:border-edge before:bg-card">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3">
        <p>{what}</p>
        <time dateTime={at} className="text-13 text-muted tabular-nums">
          {timeText(at)}
        </time>
      </div>
      {mark}
      {children}
    </li>
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
