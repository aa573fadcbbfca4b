import { i18n } from '@lingui/core'
import { useId } from 'react'
import { useSync } from '../../hooks/use-sync.tsx'

/** How far the first sync has come, in numbers. Entering works all the while. */
export function FirstSync() {
  const { state } = useSync()
  const id = useId()
  if (state.kind !== 'loading') return null
  const rows = Math.max(state.rows, state.received)
  return (
    <section
      aria-label={i18n.t('Getting your records for the first time')}
      className="border-b border-line bg-tint px-4 py-2 text-15"
    >
      <p id={id} className="flex flex-wrap justify-between gap-x-4 tabular-nums">
        <span>{i18n.t('Getting your records for the first time')}</span>
        <span>
          {i18n.t('{received} of {rows}', { received: i18n.number(state.received), rows: i18n.number(rows) })}
        </span>
      </p>
      <progress aria-labelledby={id} className="progress mt-1" value={state.received} max={Math.max(1, rows)} />
    </section>
  )
}
