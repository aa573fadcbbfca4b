import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Announcer } from './announcer.tsx'
import { Banners } from './banners.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { FirstSync } from './first-sync.tsx'
import { Header } from './header.tsx'
import { ModelNav } from './model-nav.tsx'
import { PendingPanelProvider, usePendingPanel } from './pending-panel.tsx'
import { useStorageMark } from '../storage/use-storage-mark.ts'
import { useAppBadge } from './use-app-badge.ts'
import { useKeyboardInset } from './use-keyboard-inset.ts'
import { usePlace } from './use-place.ts'

/**
 * What is around every screen of a signed-in person. A phone has header, models, screen and places below each other; a laptop
 * has places and models in a rail at the side.
 */
export function Shell() {
  const keyboard = useKeyboardInset()
  return (
    <PendingPanelProvider>
      <div
        style={{ blockSize: `calc(100dvh - ${keyboard}px)` }}
        className="shell group/shell grid grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_auto_minmax(0,1fr)_auto] lg:grid-cols-[12.5rem_minmax(0,1fr)] lg:grid-rows-[auto_auto_minmax(0,1fr)]"
      >
        <Header />
        <div className="row-start-2 lg:col-start-2">
          <FirstSync />
          <Banners />
        </div>
        <div className="contents lg:col-start-1 lg:row-span-full lg:row-start-1 lg:flex lg:flex-col lg:overflow-y-auto lg:border-e lg:border-line lg:bg-card">
          <Tabs />
          <BottomBar />
        </div>
        <Panes />
      </div>
      <Announcer />
      <Unseen />
    </PendingPanelProvider>
  )
}

/** Of its own: what it counts must not render everything around it. */
function Unseen() {
  useAppBadge()
  useStorageMark()
  return null
}

/** The home screen has the models as cards, unless the pending changes lie over them on a phone. Where a keyboard leaves little height, a form that is being typed into has it all. */
function Tabs() {
  const { isRecord, routeId } = usePlace()
  const { isOpen } = usePendingPanel()
  const isHome = routeId === '/'
  if (isHome && !isOpen) return null
  return (
    <div
      className={`bar row-start-3 border-line bg-card max-lg:border-b ${isHome ? 'lg:hidden' : ''} ${isRecord ? LOW_WHILE_TYPING : ''}`}
    >
      <ModelNav look="tabs" />
    </div>
  )
}

const LOW_WHILE_TYPING = 'max-lg:[@media(max-height:32rem)]:group-has-[:is(input,textarea):focus]/shell:hidden'

/** The region "Pending changes" lies over the screen on a phone, over the record on a laptop; a form under it stays as it is. */
function Panes() {
  const { isOpen } = usePendingPanel()
  return (
    <main className="relative row-start-4 flex min-h-0 lg:col-start-2 lg:row-start-3">
      {isOpen && (
        <Suspense>
          <PendingRegion />
        </Suspense>
      )}
      <div className={`flex min-h-0 min-w-0 flex-1 flex-col ${isOpen ? 'max-lg:invisible' : ''}`}>
        <Outlet />
      </div>
    </main>
  )
}

const PendingRegion = lazy(async () => ({ default: (await import('../pending/pending-region.tsx')).PendingRegion }))
