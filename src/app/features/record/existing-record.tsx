import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { History, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import type { Draft } from '../../../db/local-api.ts'
import type { VisibleRow } from '../../../sync/core/types.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { usePendingOf } from '../../hooks/use-pending-of.ts'
import { useRecord } from '../../hooks/use-record.ts'
import { word } from '../../i18n/show-value.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { FormView } from './form-view.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { takeSaved } from './just-saved.ts'
import { forgetOpening, type Opening, openingOf } from './opened-ahead.ts'
import { RecordNotes } from './record-notes.tsx'
import { ReferringRecords } from './referring-records.tsx'
import { type OpenedDraft, useDraft } from './use-draft.ts'
import { useRemove } from './use-remove.ts'

interface ExistingRecordProps {
  readonly model: Model
  readonly id: string
  readonly onDeleted: () => void
}

/** The form of a record that is on this device; or that there is none. */
export function ExistingRecord({ model, id, onDeleted }: ExistingRecordProps) {
  const [justSaved, setJustSaved] = useState(() => takeSaved(model.name, id))
  if (justSaved && justSaved.id !== id) setJustSaved(undefined)
  const opening = useOpening(model.name, id)
  const read = useRecord(model.name, id)
  const row = read === undefined ? (justSaved ?? opening?.row) : read
  const draft = useDraft(model.name, id)
  const opened = opening ?? draft
  if (row === undefined) return null
  const props = { model, row, onDeleted }
  // What was saved this moment has no draft: its form need not wait for one.
  if (justSaved) return <Record key={id} {...props} draft={undefined} />
  return opened ? <Record key={opened.key} {...props} draft={opened.draft} /> : null
}

/** What was read ahead when the record was tapped, for the first picture. */
function useOpening(model: string, id: string): (OpenedDraft & Pick<Opening, 'row'>) | undefined {
  const satchel = useSatchel()
  const key = `${model}/${id}`
  const [known, setKnown] = useState(() => ({ key, opening: openingOf(satchel, model, id) }))
  if (known.key !== key) setKnown({ key, opening: openingOf(satchel, model, id) })
  useEffect(forgetOpening, [key])
  return known.key === key && known.opening ? { key, ...known.opening } : undefined
}

interface RecordProps {
  readonly model: Model
  readonly row: VisibleRow | null
  readonly draft: Draft | undefined
  readonly onDeleted: () => void
}

/** Once open, the form outlives the record: what was typed into it stays. */
function Record({ row, ...props }: RecordProps) {
  const [shown, setShown] = useState(row ?? props.draft?.seen)
  if (row && row !== shown) setShown(row)
  return shown ? <OpenRecord {...props} row={shown} isGone={row === null} /> : <NoSuchRecord model={props.model} />
}

function NoSuchRecord({ model }: { model: Model }) {
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-4 p-6 text-center">
      <p className="text-muted">
        {i18n.t('This {model} does not exist on this device, or was deleted.', {
          model: word(model.label).toLocaleLowerCase(i18n.locale),
        })}
      </p>
      <Link to="/$model" params={{ model: model.name }} search={(now) => now} className={buttonLook('secondary')}>
        {i18n.t('Show all {plural}', { plural: word(model.plural).toLocaleLowerCase(i18n.locale) })}
      </Link>
    </div>
  )
}

interface OpenRecordProps extends RecordProps {
  readonly row: VisibleRow
  readonly isGone: boolean
}

function OpenRecord({ model, row, isGone, draft, onDeleted }: OpenRecordProps) {
  const [showsHistory, setShowsHistory] = useState(false)
  const remove = useRemove(model, row, onDeleted)
  const pending = usePendingOf(model.name, row.id)
  return (
    <FormView
      model={model}
      row={row}
      isNew={false}
      draft={draft}
      draftId={row.id}
      refusals={pending?.reason?.kind === 'refused' ? pending.reason.fields : {}}
      after={<ReferringRecords model={model} id={row.id} />}
      actions={
        <>
          <Button look="quietDanger" className="max-sm:px-2" onClick={remove}>
            <Trash2 aria-hidden="true" size={18} className="max-[22rem]:hidden" />
            {i18n.t('Delete')}
          </Button>
          <Button
            look="quiet"
            className="max-sm:px-2"
            aria-expanded={showsHistory}
            onClick={() => setShowsHistory(!showsHistory)}
          >
            <History aria-hidden="true" size={18} className="max-[22rem]:hidden" />
            {i18n.t('History')}
          </Button>
        </>
      }
    >
      {(isTouched) => (
        <>
          <RecordNotes row={row} pending={pending} isGone={isGone} isTouched={isGone && isTouched} />
          {showsHistory && <HistoryPanel model={model} id={row.id} version={row.version} pending={pending} />}
        </>
      )}
    </FormView>
  )
}
