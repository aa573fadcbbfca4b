import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import { useLive } from '../../hooks/use-live.ts'
import { useSync } from '../../hooks/use-sync.tsx'
import { Button } from '../../ui/button.tsx'
import { PENDING_REGION_ID, usePendingPanel } from '../shell/pending-panel.tsx'
import { attemptText } from './attempt-text.ts'
import { downloadChanges } from './download-changes.ts'
import { PendingItem } from './pending-item.tsx'

/** Everything that is not on the server yet, and what a person can do about it. Nothing that waits is ever hidden. */
export function PendingRegion() {
  const titleId = useId()
  const { close } = usePendingPanel()
  const changes = useLive('pending', (satchel) => satchel.pendingChanges())?.value
  const title = useRef<HTMLHeadingElement>(null)
  const hadFocus = useRef(false)
  // An entry that goes away with the focus in it leaves it to the heading.
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) title.current?.focus()
  }, [changes?.length])
  return (
    <section
      id={PENDING_REGION_ID}
      aria-labelledby={titleId}
      onFocus={() => {
        hadFocus.current = true
      }}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget) hadFocus.current = false
      }}
      className="flex flex-col overflow-y-auto bg-paper absolute inset-0 z-30 lg:start-auto lg:w-[26rem] lg:border-s lg:border-line lg:shadow-raised xl:static xl:order-last xl:shrink-0 xl:shadow-none"
    >
      <div className="flex items-center justify-between gap-2 px-4 pt-3">
        <h2 id={titleId} ref={title} tabIndex={-1} className="text-20 font-semibold outline-none">
          {i18n.t('Pending changes')}
        </h2>
        <Button look="quiet" aria-label={i18n.t('Close')} onClick={close}>
          <X aria-hidden="true" size={20} />
        </Button>
      </div>
      <Actions changes={changes ?? []} />
      {changes?.length === 0 && (
        <p className="px-4 py-6 text-muted">{i18n.t('No pending changes. Everything is synced.')}</p>
      )}
      {changes && (
        <>
          <Group heading={(n) => i18n.t('Needs review ({n})', { n })} changes={inGroup(changes, 'review')} />
          <Group heading={(n) => i18n.t('Refused ({n})', { n })} changes={inGroup(changes, 'refused')} />
          <Group heading={(n) => i18n.t('Ready to push ({n})', { n })} changes={inGroup(changes, 'ready')} />
        </>
      )}
    </section>
  )
}

function Actions({ changes }: { changes: readonly PendingChange[] }) {
  const { state, syncing, syncNow, lastError } = useSync()
  return (
    <div className="px-4 py-3">
      <div className="flex flex-wrap gap-2">
        <Button look="primary" aria-disabled={syncing} onClick={() => void (syncing || syncNow())}>
          {syncing ? i18n.t('Syncing…') : i18n.t('Sync now')}
        </Button>
        <Button disabled={changes.length === 0} onClick={() => downloadChanges(changes)}>
          {i18n.t('Export all')}
        </Button>
      </div>
      {state.kind === 'offline' && lastError !== undefined && (
        <p className="mt-2 text-13 text-muted">{attemptText(lastError)}</p>
      )}
    </div>
  )
}

interface GroupProps {
  readonly heading: (count: number) => string
  readonly changes: readonly PendingChange[]
}

function Group({ heading, changes }: GroupProps) {
  if (changes.length === 0) return null
  return (
    <>
      <h3 className="px-4 pb-1 pt-3 text-15 font-semibold text-muted">{heading(changes.length)}</h3>
      <ul className="flex flex-col gap-3 px-4 pb-3">
        {changes.map((change) => (
          <PendingItem key={change.key} change={change} />
        ))}
      </ul>
    </>
  )
}

function inGroup(changes: readonly PendingChange[], group: PendingChange['group']): PendingChange[] {
  return changes.filter((change) => change.group === group)
}
