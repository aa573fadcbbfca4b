import { i18n } from '@lingui/core'
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import type { ImportLine, ImportReport } from '../../../db/local-api.ts'
import type { Unusable } from '../../../sync/device/import-file.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { fieldErrorText } from '../record/field-error-text.ts'
import { announce } from '../shell/announcements.ts'
import { fieldWord, modelWord, operationText } from './operation-text.ts'

type Step =
  | { readonly kind: 'reading' }
  | { readonly kind: 'read'; readonly text: string; readonly plan: ImportReport }
  | { readonly kind: 'failed'; readonly why: string }

/** What importing a file would do, record by record; nothing is stored before the person says so. */
export function ImportDialog({ file, onClose }: { file: File; onClose: () => void }) {
  const satchel = useSatchel()
  const [step, setStep] = useState<Step>({ kind: 'reading' })
  const read = useEffectEvent(async (): Promise<Step> => {
    const text = await file.text()
    const plan = await satchel.importAll(text, { isDryRun: true })
    return plan
      ? { kind: 'read', text, plan }
      : { kind: 'failed', why: i18n.t('This is no file that Satchel has saved.') }
  })
  useEffect(() => void read().catch(toFailure).then(setStep), [file])
  const run = async (text: string) => {
    const done = await satchel.importAll(text, { isDryRun: false })
    announce(importedText(done))
    onClose()
  }
  return (
    <Dialog title={i18n.t('Import changes')} onClose={onClose}>
      {step.kind === 'reading' && <p>{i18n.t('Reading the file…')}</p>}
      {step.kind === 'failed' && <p role="alert">{step.why}</p>}
      {step.kind === 'read' && <Plan plan={step.plan} />}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>
          {step.kind === 'read' && isNews(step.plan) ? i18n.t('Cancel') : i18n.t('Close')}
        </Button>
        {step.kind === 'read' && isNews(step.plan) && (
          <Button
            look="primary"
            onClick={() => void run(step.text).catch((cause: unknown) => setStep(toFailure(cause)))}
          >
            {actionText(step.plan)}
          </Button>
        )}
      </div>
    </Dialog>
  )
}

function Plan({ plan }: { plan: ImportReport }) {
  const { added, waits, here, drafts, unusable, foreign } = plan
  const review = added.filter(({ needsReview }) => needsReview).length
  return (
    <div className="flex flex-col gap-3">
      {!isNews(plan) && <p>{i18n.t('Nothing in this file is new.')}</p>}
      {added.length > 0 && (
        <Part
          text={i18n.t(
            '{count, plural, one {# change is added to what waits on this device. The server judges it like any other.} other {# changes are added to what waits on this device. The server judges them like any others.}}',
            { count: added.length },
          )}
        >
          {added.map((line) => (
            <Line key={`${line.model}/${line.id}`} line={line} what={operationText(line)} />
          ))}
        </Part>
      )}
      {review > 0 && (
        <p>
          {i18n.t(
            '{review, plural, one {# of them needs your review: the record has changed meanwhile.} other {# of them need your review: the records have changed meanwhile.}}',
            { review },
          )}
        </p>
      )}
      {drafts > 0 && (
        <p>
          {i18n.t('{drafts, plural, one {# draft is kept for you.} other {# drafts are kept for you.}}', { drafts })}
        </p>
      )}
      {here > 0 && (
        <p>
          {i18n.t(
            '{here, plural, one {# change is here or on the server already.} other {# changes are here or on the server already.}}',
            { here },
          )}
        </p>
      )}
      {waits.length > 0 && (
        <Part text={i18n.t('Left out, because another edit of the record waits on this device:')}>
          {waits.map((line) => (
            <Line key={`${line.model}/${line.id}`} line={line} what={modelWord(line.model)} />
          ))}
        </Part>
      )}
      {unusable.length > 0 && (
        <Part text={i18n.t('Cannot be imported:')}>
          {unusable.map((one, index) => (
            <li key={index}>{unusableText(one)}</li>
          ))}
        </Part>
      )}
      {foreign > 0 && (
        <p>
          {i18n.t(
            'The file also holds work of another person or workspace, which is left out: nobody’s work is sent under another name.',
          )}
        </p>
      )}
    </div>
  )
}

function Part({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div>
      <p>{text}</p>
      <ul className="mt-1 max-h-48 list-disc overflow-y-auto ps-5 text-15 text-muted">{children}</ul>
    </div>
  )
}

function Line({ line, what }: { line: ImportLine; what: string }) {
  return (
    <li>
      <span className="text-ink">{line.label}</span> {what}
    </li>
  )
}

function isNews({ added, drafts }: ImportReport): boolean {
  return added.length + drafts > 0
}

function actionText({ added, drafts }: ImportReport): string {
  return added.length > 0
    ? i18n.t('{count, plural, one {Import # change} other {Import # changes}}', { count: added.length })
    : i18n.t('{drafts, plural, one {Import # draft} other {Import # drafts}}', { drafts })
}

function importedText(done: ImportReport | undefined): string {
  return i18n.t('{count, plural, one {# change imported} other {# changes imported}}', {
    count: done?.added.length ?? 0,
  })
}

function unusableText(one: Unusable): string {
  switch (one.kind) {
    case 'unreadable':
      return i18n.t('A damaged record')
    case 'newer':
      return i18n.t('{model}: this version of Satchel does not know it', { model: modelWord(one.model) })
    case 'invalid': {
      const fields = Object.entries(one.fields).map(
        ([field, why]) => `${fieldWord(one.model, field)}: ${fieldErrorText(why)}`,
      )
      return `${modelWord(one.model)}: ${fields.join(' ')}`
    }
  }
}

function toFailure(cause: unknown): Step {
  return { kind: 'failed', why: i18n.t('That did not work: {message}', { message: String(cause) }) }
}
