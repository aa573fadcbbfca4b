import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { Model } from '../../../../contract/model.ts'
import { type Records, useRecords } from '../../hooks/use-records.ts'
import { buttonLook } from '../../ui/button.tsx'
import { newText } from '../../i18n/show-value.ts'
import { useDrafts } from '../record/use-drafts.ts'
import { BegunRecords } from './begun-records.tsx'
import { EmptyList } from './empty-list.tsx'
import { ListControls } from './list-controls.tsx'
import { type ListSearch, listSearchToQuery, parseListSearch } from './list-search.ts'
import { RecordRow } from './record-row.tsx'
import { useRowWindow } from './use-row-window.ts'

/** In the person's own text size. */
const ROW_HEIGHT_REM = 4.5
/** Two such pages cover what is in view wherever it begins; a list's head, which is there first, holds as many. */
const PAGE_ROWS = 50

/**
 * A model's records, made of its model alone: search, filters, order, the state of each record, and the way to a new one. Only
 * the rows in view are there, so that 100,000 cost what 10 do.
 *
 *     <RecordList model={buildings} />
 *
 * It fills a flex column and scrolls inside; what is searched stands in the address. Needs a `SatchelProvider` above, and the
 * app's router, whose `/$model/$id` a row opens.
 */
export function RecordList({ model }: { model: Model }) {
  const search = parseListSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const { scroller, first, rows } = useRowWindow(ROW_HEIGHT_REM)
  const offset = Math.floor(first / PAGE_ROWS) * PAGE_ROWS
  const records = useRecords(model.name, { ...listSearchToQuery(model, search), offset, limit: 2 * PAGE_ROWS })
  const total = records?.total
  const drafts = useDrafts(model)
  const indexes = Array.from({ length: Math.max(0, Math.min(rows, (total ?? 0) - first)) }, (_, i) => first + i)
  // Within one list: another search is not another place.
  const ask = (next: ListSearch) => void navigate({ to: '.', search: next, replace: true })
  return (
    <>
      <ListControls model={model} search={search} onSearch={ask} total={total} />
      <BegunRecords model={model} begun={drafts.begun} />
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto pb-20">
        {total === 0 && (
          <EmptyList
            model={model}
            isSearch={search.q !== undefined || search.filter !== undefined}
            onShowAll={() => ask({})}
          />
        )}
        <ul className="relative" style={{ blockSize: `${(total ?? 0) * ROW_HEIGHT_REM}rem` }}>
          {indexes.map((index) => {
            const item = itemAt(records, index)
            return (
              <li
                key={item?.id ?? index}
                aria-setsize={total}
                aria-posinset={index + 1}
                className="absolute inset-x-0 border-b border-line"
                style={{ insetBlockStart: `${index * ROW_HEIGHT_REM}rem`, blockSize: `${ROW_HEIGHT_REM}rem` }}
              >
                {item && <RecordRow model={model} item={item} isDraft={drafts.ids.includes(item.id)} />}
              </li>
            )
          })}
        </ul>
      </div>
      <Link
        to="/$model/new"
        params={{ model: model.name }}
        search={search}
        className={`${buttonLook('primary')} absolute end-4 bottom-4 min-h-14 px-5 shadow-raised`}
      >
        <Plus aria-hidden="true" size={20} />
        {newText(model)}
      </Link>
    </>
  )
}

function itemAt(records: Records | undefined, index: number) {
  return records?.items[index - records.offset]
}
