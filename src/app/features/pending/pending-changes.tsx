import { i18n } from '@lingui/core'
import { CatchBoundary } from '@tanstack/react-router'
import { lazy, startTransition, Suspense, useDeferredValue, useEffect, useState } from 'react'
import type { PendingChange } from '../../../db/local-api.ts'
import { useLive } from '../../hooks/use-live.ts'
import { useIsSending, useSync } from '../../hooks/use-sync.tsx'
import { takeBack } from './came-back.ts'
import { PendingItem } from './pending-item.tsx'
import { PendingToolbar } from './pending-toolbar.tsx'
import { useResolving } from './use-resolving.ts'

interface PendingChangesProps {
  /** Names of models; without it, all. */
  readonly models?: readonly string[]
  /** An entry, or the dialog of a conflict, has gone away, perhaps with the focus in it: put the focus somewhere else. */
  readonly onGone?: () => void
  /** Undo has brought a discarded entry back; `key` is its key from now on. */
  readonly onBack?: (key: number) => void
}

/**
 * Everything that is not on the server yet, in three groups – needs review, refused, ready to push – with what a person can do about
 * each entry: resolve, try again, edit, confirm, discard; and above them Sync now, Export all and Import. Nothing that waits is ever
 * hidden. Where the list cannot be read from the storage it says so, and the buttons above still work.
 *
 * Needs a `SatchelProvider`, a `PendingPanelProvider` and the router above it. Fills its parent's width; the parent scrolls.
 *
 *     <PendingChanges models={['leases', 'payments']} />
 */
export function PendingChanges({ models, onGone, onBack }: PendingChangesProps) {
  return (
    <>
      <PendingToolbar {...(models && { models })} />
      <CatchBoundary getResetKey={() => 'pending'} errorComponent={Unreadable}>
        <Groups models={models} onGone={onGone} onBack={onBack} />
      </CatchBoundary>
    </>
  )
}

interface GroupsProps {
  readonly models: readonly string[] | undefined
  readonly onGone: (() => void) | undefined
  readonly onBack: ((key: number) => void) | undefined
}

function Groups({ models, onGone, onBack }: GroupsProps) {
  const all = useLive('pending', (satchel) => satchel.pendingChanges())?.value
  const { pending, pendingOf } = useSync()
  const { resolving, open, close } = useResolving(all)
  const isOpen = resolving !== undefined
  // A batch on its way changes how hundreds of entries look: drawing them must not hold up whoever types meanwhile.
  const shown = useDeferredValue(all) ?? all
  const isSending = useDeferredValue(useIsSending())
  useEffect(() => {
    if (!isOpen) onGone?.()
  }, [shown, isOpen, onGone])
  useEffect(() => {
    const back = takeBack(shown ?? [])
    if (back) onBack?.(back.key)
  }, [shown, onBack])
  if (!shown) return null
  const changes = models ? shown.filter(({ model }) => models.includes(model)) : shown
  // The list may be drawn later than the count above it: what is only about to be shown is not nothing.
  const waiting = models ? models.reduce((sum, model) => sum + (pendingOf[model]?.pending ?? 0), 0) : pending
  const group = (name: PendingChange['group'], heading: (count: number) => string) => (
    <Group
      heading={heading}
      changes={changes.filter((change) => change.group === name)}
      isSending={isSending}
      open={open}
    />
  )
  return (
    <>
      {changes.length === 0 && waiting === 0 && (
        <p className="px-4 py-6 text-muted">{i18n.t('No pending changes. Everything is synced.')}</p>
      )}
      {group('review', (n) => i18n.t('Needs review ({n, number})', { n }))}
      {group('refused', (n) => i18n.t('Refused ({n, number})', { n }))}
      {group('ready', (n) => i18n.t('Ready to push ({n, number})', { n }))}
      {resolving && (
        <Suspense>
          <ConflictDialog {...resolving} onClose={close} />
        </Suspense>
      )}
    </>
  )
}

const ConflictDialog = lazy(async () => ({ default: (await import('../conflict/conflict-dialog.tsx')).ConflictDialog }))

interface GroupProps {
  readonly heading: (count: number) => string
  readonly changes: readonly PendingChange[]
  /** Is anything on its way just now? */
  readonly isSending: boolean
  /** Opens the dialog of a conflict. */
  readonly open: (change: PendingChange) => void
}

/** A few at once, and the others as soon as nothing else is to be done: a tap is answered before five hundred are drawn. */
function Group({ heading, changes, isSending, open }: GroupProps) {
  const [drawsAll, setDrawsAll] = useState(false)
  useEffect(() => startTransition(() => setDrawsAll(true)), [])
  if (changes.length === 0) return null
  return (
    <>
      <h3 className="px-4 pb-1 pt-3 text-15 font-semibold text-muted">{heading(changes.length)}</h3>
      <ul className="flex flex-col gap-3 px-4 pb-3">
        {(drawsAll ? changes : changes.slice(0, DRAWN_AT_ONCE)).map((change) => (
          <PendingItem
            key={change.key}
            change={change}
            isOnItsWay={isSending && change.state === 'sending'}
            onResolve={open}
          />
        ))}
      </ul>
    </>
  )
}

/** More than a tall window shows. */
const DRAWN_AT_ONCE = 20

/** What happened, what is safe, what to do. */
function Unreadable() {
  return (
    <p role="alert" className="px-4 py-6">
      {i18n.t(
        'The list cannot be read from this device’s storage. What can be read of it is in the file that “Export all” saves.',
      )}
    </p>
  )
}
