import { i18n } from '@lingui/core'
import { Link, useRouterState } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { titleOf } from '../../../../contract/label.ts'
import type { Model } from '../../../../contract/model.ts'
import { useLive } from '../../hooks/use-live.ts'
import { useShownTitle } from '../../hooks/use-shown-title.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { newText, showValue, word } from '../../i18n/show-value.ts'
import { useSession } from '../session/session-context.ts'
import { TitleText } from '../../ui/title-text.tsx'
import { StateChip } from './state-chip.tsx'
import { SyncButton } from './sync-button.tsx'
import { usePlace } from './use-place.ts'

/** Sticks to the top of every screen: where you are, where the device stands, the sync button. */
export function Header() {
  const header = useRef<HTMLElement>(null)
  useKeptFocus(header)
  return (
    <header
      ref={header}
      className="bar flex items-center gap-3 border-b border-line bg-card px-4 py-2 row-start-1 lg:col-start-2 lg:px-6 pt-[max(8px,env(safe-area-inset-top))]"
    >
      <BackLink />
      <div className="min-w-0 flex-1">
        <Title />
        <StateChip />
      </div>
      <SyncButton />
    </header>
  )
}

/** Back to the list; a laptop shows list and record side by side and has the tabs instead. */
function BackLink() {
  const { model, isRecord } = usePlace()
  if (!model || !isRecord) return null
  return (
    <Link
      to="/$model"
      params={{ model: model.name }}
      search={(now) => now}
      aria-label={i18n.t('Back')}
      className="-ms-2 inline-flex size-[44px] shrink-0 items-center justify-center rounded-full lg:hidden"
    >
      <ArrowLeft aria-hidden="true" size={22} className="rtl:rotate-180" />
    </Link>
  )
}

function Title() {
  const { model, id, isRecord, routeId } = usePlace()
  if (model && id !== undefined) return <RecordTitle model={model} id={id} />
  if (model && isRecord) return <Heading>{newText(model)}</Heading>
  if (model) return <Heading>{word(model.plural)}</Heading>
  if (routeId === '/settings') return <Heading>{i18n.t('Settings')}</Heading>
  return <Heading>{i18n.t('Satchel')}</Heading>
}

function RecordTitle({ model, id }: { model: Model; id: string }) {
  const title = useShownTitle(model, id)
  const [seen, setSeen] = useState({ id, title })
  if (title !== null && (seen.id !== id || seen.title !== title)) setSeen({ id, title })
  if (title === null) return <GoneTitle model={model} id={id} last={seen.id === id ? seen.title : undefined} />
  return <Heading>{title ?? word(model.label)}</Heading>
}

/** The title of a record that is gone: by the draft that is kept of it, if there is one, else the title it had. */
function GoneTitle({ model, id, last }: { model: Model; id: string; last: string | null | undefined }) {
  const seen = useLive(`${model.name}/${id}`, (from) => from.getDraft(model.name, id))?.value?.seen
  const titles = useTitles(model, seen?.data ?? {})
  const fallback = last ?? word(model.label)
  return <Heading>{seen ? titleOf(model, seen.data, showValue(titleIn(titles)), fallback) : fallback}</Heading>
}

function Heading({ children }: { children: string }) {
  useEffect(() => {
    document.title = children === i18n.t('Satchel') ? children : `${children} · ${i18n.t('Satchel')}`
  }, [children])
  return (
    <h1 tabIndex={-1} className="text-20 font-semibold outline-none">
      <TitleText>{children}</TitleText>
    </h1>
  )
}

/** A screen that goes away with the focus in it leaves it to the next one's heading: it is never lost. */
function useKeptFocus(header: RefObject<HTMLElement | null>): void {
  const arrivedAt = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const { hasJustSignedIn } = useSession()
  const cameFrom = useRef(hasJustSignedIn ? '/sign-in' : undefined)
  useEffect(() => {
    const { activeElement } = document
    const isLost = !activeElement || activeElement === document.body || isHidden(activeElement)
    if (cameFrom.current !== undefined && isLost) header.current?.querySelector('h1')?.focus({ preventScroll: true })
    cameFrom.current = arrivedAt
  }, [arrivedAt, header])
}

/** Not every browser can tell. */
function isHidden(element: Partial<Pick<Element, 'checkVisibility'>>): boolean {
  return element.checkVisibility?.({ visibilityProperty: true }) === false
}
