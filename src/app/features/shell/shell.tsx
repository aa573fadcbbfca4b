import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Announcer } from './announcer.tsx'
import { Banners } from './banners.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { FirstSync } from './first-sync.tsx'
import { Header, usePlace } from './header.tsx'
import { ModelNav } from './model-nav.tsx'
import { PendingPanelProvider, usePendingPanel } from './pending-panel.tsx'
import { useAppBadge } from './use-app-badge.ts'

/** What is around every screen of a signed-in person. */
export function Shell() {
  useAppBadge()
  return (
    <PendingPanelProvider>
      <div className="group/shell flex h-dvh flex-col lg:flex-row-reverse">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          <Header />
          <FirstSync />
          <Banners />
          <Tabs />
          <Panes />
        </div>
        <BottomBar />
      </div>
      <Announcer />
    </PendingPanelProvider>
  )
}

/** The home screen has the models as cards. Where a keyboard leaves little height, a form that is being typed into has it all. */
function Tabs() {
  const { isRecord, pathname } = usePlace()
  if (pathname === '/') return null
  return (
    <div className={`border-b border-line bg-card ${isRecord ? LOW_WHILE_TYPING : ''}`}>
      <ModelNav look="tabs" />
    </div>
  )
}

const LOW_WHILE_TYPING = 'max-lg:[@media(max-height:32rem)]:group-has-[:is(input,textarea):focus]/shell:hidden'

/** The region "Pending changes" lies over the screen on a phone, beside it on a laptop; a form under it stays as it is. */
function Panes() {
  const { isOpen } = usePendingPanel()
  return (
    <main className="relative flex min-h-0 flex-1">
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
