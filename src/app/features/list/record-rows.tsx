import { memo, useState } from 'react'
import type { Model } from '../../../../contract/model.ts'
import type { Records } from '../../hooks/use-records.ts'
import { createPlacedRows } from './placed-rows.ts'
import { RecordRow } from './record-row.tsx'

/** In the person's own text size. */
export const ROW_HEIGHT_REM = 4.5

interface RecordRowsProps {
  readonly model: Model
  readonly records: Records | undefined
  /** Which rows are to be there. */
  readonly first: number
  readonly count: number
  /** A record whose row stays wherever the list is. */
  readonly held: string | undefined
  readonly openId: string | undefined
  /** Records whose form holds what is not saved. */
  readonly draftIds: readonly string[]
}

/** The rows of a list that are there, each at its place; made anew only if they are others. */
export const RecordRows = memo(function RecordRows({
  model,
  records,
  first,
  count,
  held,
  openId,
  draftIds,
}: RecordRowsProps) {
  const [placedRows] = useState(createPlacedRows)
  return placedRows(records, { first, count }, held).map(({ key, index, item }) => (
    <li
      key={key}
      aria-setsize={records?.total}
      aria-posinset={index + 1}
      className="absolute inset-x-0 border-b border-line contain-layout contain-size"
      style={{ insetBlockStart: `${index * ROW_HEIGHT_REM}rem`, blockSize: `${ROW_HEIGHT_REM}rem` }}
    >
      {item && <RecordRow model={model} item={item} isOpen={item.id === openId} isDraft={draftIds.includes(item.id)} />}
    </li>
  ))
})
