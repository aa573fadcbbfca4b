import { Link, useParams, useRouter } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { memo, type MouseEvent, useEffect, useRef, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { afterPaintWhenIdle } from '../../after-paint.ts'
import { useSatchel } from '../../hooks/satchel-context.ts'
import { useRecords } from '../../hooks/use-records.ts'
import { buttonLook } from '../../ui/button.tsx'
import { newText } from '../../i18n/show-value.ts'
import { openAhead } from '../record/opened-ahead.ts'
import { useDrafts } from '../record/use-drafts.ts'
import { BegunRecords } from './begun-records.tsx'
import { EmptyList } from './empty-list.tsx'
import { ListControls } from './list-controls.tsx'
import { type ListSearch, listSearchToQuery } from './list-search.ts'
import { RecordRows, ROW_HEIGHT_REM } from './record-rows.tsx'
import { useListSearch } from './use-list-search.ts'
import { type Rows, useRowWindow } from './use-row-window.ts'

/** The list is asked for whole pages, so that not every row that passes asks anew: at its beginning for one, else for two, more on a tall screen. */
const PAGE_ROWS = 25

/**
 * A model's records as a list, made of its model alone: search, filters, order, the state of each record, and a link to a new one.
 * Only the rows in view are drawn, so that 100,000 records cost what 10 do.
 *
 *     <RecordList model={buildings} />
 *
 * It fills a flex column and scrolls inside. Search, filters and order stand in the address. Needs a `SatchelProvider` above it, and
 * the app's router: a row opens `/$model/$id`.
 */
export function RecordList({ model }: { model: Model }) {
  const { search, ask, searchNow } = useListSearch()
  const { id: openId } = useParams({ strict: false })
  const rowClicks = useRowClicks(model, search)
  const { scroller, inView, around, jumps, held } = useRowWindow(ROW_HEIGHT_REM)
  const records = useRecords(model.name, { ...listSearchToQuery(model, search), ...pagesOf(around) })
  const total = records?.total
  const { first, count } = useIsPainted(`${records?.question} ${jumps}`) ? around : inView
  const drafts = useDrafts(model)
  return (
    <>
      {/* Where filters leave no room for rows, all of it scrolls. */}
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <ListControls model={model} search={search} onSearch={ask} total={total} />
        <BegunRecords model={model} begun={drafts.begun} />
        <div ref={scroller} className="min-h-40 flex-1 overflow-y-auto pb-20">
          {records?.total === 0 && (
            <EmptyList
              model={model}
              // As it was asked for, not as it is asked for now: a list is not empty because nothing was found in it.
              isSearch={records.query.search !== undefined || records.query.where !== undefined}
              onShowAll={() => ask({})}
            />
          )}
          <ul
            {...rowClicks}
            className="@container relative"
            style={{ blockSize: `${(total ?? 0) * ROW_HEIGHT_REM}rem` }}
          >
            <RecordRows
              model={model}
              records={records}
              first={first}
              count={count}
              held={held}
              openId={openId}
              draftIds={drafts.ids}
            />
          </ul>
        </div>
      </div>
      <NewLink model={model} searchNow={searchNow} />
    </>
  )
}

/** It takes the list's search along, and is not made anew at every key of that. */
const NewLink = memo(function NewLink({ model, searchNow }: { model: Model; searchNow: () => ListSearch }) {
  return (
    <Link
      to="/$model/new"
      params={{ model: model.name }}
      search={searchNow}
      className={`${buttonLook('primary')} bar absolute end-4 bottom-4 min-h-14 px-5 shadow-raised`}
    >
      <Plus aria-hidden="true" size={20} />
      {newText(model)}
    </Link>
  )
})

/** Opens the record whose row is clicked; its page is loaded as soon as one is about to be. */
function useRowClicks(model: Model, search: ListSearch) {
  const router = useRouter()
  const satchel = useSatchel()
  const taps = useRef(0)
  const isLoaded = useRef(false)
  const placeOf = (id: string) => ({ to: '/$model/$id', params: { model: model.name, id }, search }) as const
  const preload = ({ target }: { target: EventTarget }) => {
    const id = rowIdOf(target)
    if (id === undefined || isLoaded.current) return
    isLoaded.current = true
    // What could not be loaded is loaded when it is opened.
    void router.preloadRoute(placeOf(id)).catch(() => undefined)
  }
  const open = async (id: string): Promise<void> => {
    const tap = ++taps.current
    const from = router.latestLocation.pathname
    await Promise.race([openAhead(satchel, model.name, id), new Promise((resolve) => setTimeout(resolve, AHEAD_MS))])
    // Whoever has gone elsewhere meanwhile is not brought here; another search of this list is not elsewhere.
    if (tap === taps.current && router.latestLocation.pathname === from) await router.navigate(placeOf(id))
  }
  return {
    onClick: (event: MouseEvent) => {
      const id = rowIdOf(event.target)
      const isOther = event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
      // Another tab, a download: the browser's own.
      if (id === undefined || isOther || event.defaultPrevented) return
      event.preventDefault()
      preload(event)
      void open(id)
    },
    onMouseOver: preload,
    onTouchStart: preload,
    onFocus: preload,
  }
}

/** No longer is a tap held up for what its screen will show. */
const AHEAD_MS = 150

function rowIdOf(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('a[data-id]')?.dataset['id'] : undefined
}

function pagesOf({ first, count }: Rows): { offset: number; limit: number } {
  const offset = Math.floor(first / PAGE_ROWS) * PAGE_ROWS
  return { offset, limit: Math.max(1, Math.ceil((first - offset + count) / PAGE_ROWS)) * PAGE_ROWS }
}

/** Is this on the screen by now? Of another answer, or far from where the list was, the rows in view come first. */
function useIsPainted(what: string): boolean {
  const [painted, setPainted] = useState<string>()
  useEffect(() => {
    let ended = false
    if (painted !== what) afterPaintWhenIdle(() => !ended && setPainted(what))
    return () => {
      ended = true
    }
  }, [painted, what])
  return painted === what
}
