import { i18n } from '@lingui/core'
import { X } from 'lucide-react'
import { useCallback, useEffect, useId, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { PENDING_REGION_ID, usePendingPanel } from '../shell/pending-panel.tsx'
import { PendingChanges } from './pending-changes.tsx'

/**
 * The region that the sync button opens: `PendingChanges` with a title, over the screen on a phone, over the record on a laptop,
 * beside both where there is room.
 */
export function PendingRegion() {
  const titleId = useId()
  const { close } = usePendingPanel()
  const title = useRef<HTMLHeadingElement>(null)
  const region = useRef<HTMLElement>(null)
  const hadFocus = useRef(false)
  // It stands far from its button in the order of the page: whoever opens it goes on in it.
  useEffect(() => title.current?.focus({ preventScroll: true }), [])
  // An entry that goes away, or to another group, with the focus in it leaves it to the heading.
  const keepFocus = useCallback(() => {
    if (hadFocus.current && document.activeElement === document.body) title.current?.focus()
  }, [])
  // With Undo the focus went to a heading: it was in the entry before.
  const focusBack = useCallback((key: number) => {
    const isFree = document.activeElement?.matches('body, h1, h2') ?? true
    if (isFree) region.current?.querySelector<HTMLElement>(`[data-entry="${key}"]`)?.focus()
  }, [])
  return (
    <section
      ref={region}
      id={PENDING_REGION_ID}
      aria-labelledby={titleId}
      onFocus={() => {
        hadFocus.current = true
      }}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget) hadFocus.current = false
      }}
      className="flex flex-col overflow-y-auto bg-paper absolute inset-0 z-30 lg:start-auto lg:w-[clamp(20rem,100%-24rem,26rem)] lg:border-s lg:border-line lg:shadow-raised 2xl:static 2xl:order-last 2xl:shrink-0 2xl:shadow-none"
    >
      <div className="flex items-center justify-between gap-2 px-4 pt-3">
        <h2 id={titleId} ref={title} tabIndex={-1} className="text-20 font-semibold outline-none">
          {i18n.t('Pending changes')}
        </h2>
        <Button look="quiet" aria-label={i18n.t('Close')} onClick={close}>
          <X aria-hidden="true" size={20} />
        </Button>
      </div>
      <PendingChanges onGone={keepFocus} onBack={focusBack} />
    </section>
  )
}
