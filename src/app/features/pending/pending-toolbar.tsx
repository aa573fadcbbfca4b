import { i18n } from '@lingui/core'
import { useId } from 'react'
import { useHandOnFocus } from '../../hooks/use-hand-on-focus.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { useSync } from '../../hooks/use-sync.tsx'
import { timeText } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'
import { attemptText } from './attempt-text.ts'
import { ExportButton } from './export-button.tsx'
import { ImportButton } from './import-button.tsx'
import { reportText } from './report-text.ts'
import { useConfirm } from './use-confirm.ts'
import { useToldSync } from './use-told-sync.ts'

/** What can be done about everything that waits, and what came of it. */
export function PendingToolbar({ models }: { models?: readonly string[] }) {
  const { settings, syncing, unread, oldestAt } = useSync()
  const sync = useToldSync()
  return (
    <div className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap gap-2">
        <Button look="primary" aria-disabled={syncing} onClick={() => void (syncing || sync())}>
          {syncing ? i18n.t('Syncing…') : i18n.t('Sync now')}
        </Button>
        <ExportButton />
        <ImportButton />
      </div>
      <Outcome />
      {settings.worksOffline && <WorksOffline />}
      {isOld(oldestAt) && <NotBackedUp since={oldestAt} />}
      {unread > 0 && <Unread count={unread} />}
      {settings.sendMode === 'onConfirm' && <ConfirmAll models={models} />}
    </div>
  )
}

/** What came of the last "Sync now"; else, why nothing gets through. That the person works offline is said by a notice. */
function Outcome() {
  const { state, settings, report, lastError, syncing, unconfirmed } = useSync()
  if (syncing || settings.worksOffline) return null
  if (report) return <p className="text-15">{reportText(report, unconfirmed)}</p>
  if (state.kind !== 'offline' || lastError === undefined) return null
  return <p className="text-13 text-muted">{attemptText(lastError)}</p>
}

function WorksOffline() {
  const satchel = useSatchel()
  return (
    <Notice text={i18n.t('You are working offline. Nothing is sent or received.')}>
      <Button onClick={() => void satchel.changeSettings({ worksOffline: false })}>{i18n.t('Go online')}</Button>
    </Notice>
  )
}

const OLD_MS = 24 * 60 * 60 * 1000

function isOld(since: string | undefined): since is string {
  return since !== undefined && Date.now() - Date.parse(since) > OLD_MS
}

/** F26: what is on one device only is lost with it. */
function NotBackedUp({ since }: { since: string }) {
  return (
    <Notice
      text={i18n.t(
        'Some of this has been only on this device since {since}. If it cannot be sent soon, keep a copy: “Export all” saves one.',
        { since: timeText(since) },
      )}
    />
  )
}

/** F6: nothing of it is lost, but what is on the screen may be older than it looks. */
function Unread({ count }: { count: number }) {
  return (
    <Notice
      text={i18n.t(
        '{count, plural, one {# record from the server cannot be read here, and may be shown as it was before. “Sync now” asks for it again.} other {# records from the server cannot be read here, and may be shown as they were before. “Sync now” asks for them again.}}',
        { count },
      )}
    />
  )
}

function ConfirmAll({ models }: { models: readonly string[] | undefined }) {
  const satchel = useSatchel()
  const { unconfirmed } = useSync()
  const confirm = useConfirm()
  const confirmAll = async () => {
    const changes = await satchel.pendingChanges()
    await confirm(changes.filter(({ state, model }) => state === 'unconfirmed' && (models?.includes(model) ?? true)))
  }
  return (
    <Notice text={i18n.t('You have chosen to send only what you confirm.')}>
      {unconfirmed > 0 && <Button onClick={() => void confirmAll()}>{i18n.t('Confirm all')}</Button>}
    </Notice>
  )
}

function Notice({ text, children }: { text: string; children?: React.ReactNode }) {
  const id = useId()
  const element = useHandOnFocus<HTMLDivElement>()
  return (
    <div
      ref={element}
      role="group"
      aria-labelledby={id}
      className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2 rounded-card bg-offline-tint px-3 py-2 text-15"
    >
      <p id={id} className="min-w-40 flex-1">
        {text}
      </p>
      {children}
    </div>
  )
}
