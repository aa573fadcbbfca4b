import { Outlet } from '@tanstack/react-router'
import { i18n } from '@lingui/core'
import { RecordList } from '../features/list/record-list.tsx'
import { usePlace } from '../features/shell/use-place.ts'
import { usePendingPanel } from '../features/shell/pending-panel.tsx'
import { NoSuchPage } from '../features/shell/no-such-page.tsx'

/** `/buildings`: the list; a record opens over it on a phone, beside it on a laptop. The list stays where it was. */
export function ListPage() {
  const { model, isRecord } = usePlace()
  if (!model) return <NoSuchPage />
  return (
    <div className="relative flex min-h-0 flex-1">
      {/* Not `hidden`: not every browser would keep where it was scrolled to. */}
      <div
        data-pane="list"
        className={`relative flex min-h-0 min-w-0 flex-col lg:w-[24rem] lg:shrink-0 lg:border-e lg:border-line ${isRecord ? 'max-lg:invisible max-lg:absolute max-lg:inset-0' : 'flex-1 lg:flex-none'}`}
      >
        <RecordList key={model.name} model={model} />
      </div>
      <div className={`flex min-h-0 min-w-0 flex-1 flex-col ${isRecord ? '' : 'max-lg:hidden'}`}>
        <Outlet />
      </div>
    </div>
  )
}

/** What stands beside a list as long as no record is open. */
export function NoRecordOpen() {
  const { isOpen } = usePendingPanel()
  // The open region lies over half of it, unless there is room for both.
  return (
    <p className={`m-auto p-4 text-muted ${isOpen ? 'max-2xl:invisible' : ''}`}>
      {i18n.t('Choose a record, or begin a new one.')}
    </p>
  )
}
