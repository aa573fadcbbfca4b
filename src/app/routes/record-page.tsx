import { i18n } from '@lingui/core'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Model } from '../../../contract/model.ts'
import { models } from '../../../contract/models/index.ts'
import type { Draft } from '../../db/local-api.ts'
import type { VisibleRow } from '../../sync/core/types.ts'
import { HistoryPanel } from '../features/record/history-panel.tsx'
import { RecordForm } from '../features/record/record-form.tsx'
import { takeSaved } from '../features/record/just-saved.ts'
import { RecordNotes } from '../features/record/record-notes.tsx'
import { saveFailureText } from '../features/record/save-failure-text.ts'
import { useDraft } from '../features/record/use-draft.ts'
import { announce, hush } from '../features/shell/announcements.ts'
import { useSatchel } from '../hooks/satchel-context.ts'
import { usePendingOf } from '../hooks/use-pending-of.ts'
import { useRecord } from '../hooks/use-record.ts'
import { word } from '../i18n/show-value.ts'
import { Button } from '../ui/button.tsx'

/** `/buildings/0198…`: a record as its form. */
export function RecordPage() {
  const { model: name = '', id = '' } = useParams({ strict: false })
  const model = models.get(name)
  const [justSaved, setJustSaved] = useState(() => takeSaved(name, id))
  if (justSaved && justSaved.id !== id) setJustSaved(undefined)
  const read = useRecord(name, id)
  const row = read === undefined ? justSaved : read
  const opened = useDraft(name, id)
  if (!model || row === undefined) return null
  // What was saved this moment has no draft: its form need not wait for one.
  if (justSaved) return <Record key={id} model={model} row={row} draft={undefined} startsOnSave />
  return opened ? <Record key={opened.key} model={model} row={row} draft={opened.draft} /> : null
}

interface RecordProps {
  readonly model: Model
  readonly row: VisibleRow | null
  readonly draft: Draft | undefined
  /** The focus was on Save, and stays there. */
  readonly startsOnSave?: boolean
}

/** Once open, the form outlives the record: what was typed into it stays. */
function Record({ row, ...props }: RecordProps) {
  const [shown, setShown] = useState(row ?? props.draft?.seen)
  if (row && row !== shown) setShown(row)
  if (shown) return <OpenRecord {...props} row={shown} isGone={row === null} />
  return (
    <p className="p-4 text-muted">
      {i18n.t('This {model} does not exist on this device, or was deleted.', {
        model: word(props.model.label).toLocaleLowerCase(i18n.locale),
      })}
    </p>
  )
}

interface OpenRecordProps extends RecordProps {
  readonly row: VisibleRow
  readonly isGone: boolean
}

function OpenRecord({ model, row, isGone, draft, startsOnSave = false }: OpenRecordProps) {
  const [showsHistory, setShowsHistory] = useState(false)
  const remove = useRemove(model, row)
  const pending = usePendingOf(model.name, row.id)
  return (
    <RecordForm
      model={model}
      row={row}
      isNew={false}
      draft={draft}
      draftId={row.id}
      startsOnSave={startsOnSave}
      refusals={pending?.reason?.kind === 'refused' ? pending.reason.fields : {}}
      actions={
        <>
          <Button look="danger" onClick={remove}>
            {i18n.t('Delete')}
          </Button>
          <Button aria-expanded={showsHistory} onClick={() => setShowsHistory(!showsHistory)}>
            {i18n.t('History')}
          </Button>
        </>
      }
    >
      <RecordNotes pending={pending} isGone={isGone} />
      {showsHistory && <HistoryPanel model={model} id={row.id} version={row.version} />}
    </RecordForm>
  )
}

/** Deletes at once and offers to undo it. */
function useRemove(model: Model, row: VisibleRow): () => void {
  const satchel = useSatchel()
  const navigate = useNavigate()
  const failed = (cause: unknown) => announce(saveFailureText(cause))
  const undo = () => {
    void satchel.localCreate(model.name, row.id, row.data).then(() => announce(i18n.t('Saved on this device')), failed)
  }
  const removed = () => {
    void satchel.deleteDraft(model.name, row.id)
    void navigate({ to: '/$model', params: { model: model.name } })
    announce(i18n.t('Deleted on this device'), { undo })
  }
  return () => {
    hush()
    void satchel.localDelete(model.name, row.id, { seen: row }).then(removed, failed)
  }
}
