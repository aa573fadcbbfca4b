import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { titleOf } from '../../../../contract/label.ts'
import type { Model } from '../../../../contract/model.ts'
import type { Data } from '../../../../contract/value.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { newText, showValue } from '../../i18n/show-value.ts'
import { StateMark } from '../../ui/state-mark.tsx'

/** New records that were begun and not saved: nothing that waits is hidden. The form opens on the first of them. */
export function BegunRecords({ model, begun }: { model: Model; begun: readonly Data[] }) {
  const [first] = begun
  if (!first) return null
  return (
    <Link
      to="/$model/new"
      params={{ model: model.name }}
      search={(now) => now}
      className="flex min-h-14 items-center justify-between gap-3 border-b border-line bg-tint px-4 py-2"
    >
      <BegunTitle model={model} data={first} />{' '}
      <StateMark icon="draft" tone="waiting">
        {begun.length === 1 ? i18n.t('Draft') : i18n.t('{count} drafts', { count: begun.length })}
      </StateMark>
    </Link>
  )
}

function BegunTitle({ model, data }: { model: Model; data: Data }) {
  const title = titleOf(model, data, showValue(titleIn(useTitles(model, data))), '')
  return (
    <span dir="auto" className="min-w-0 flex-1 truncate">
      {title === '' ? newText(model) : i18n.t('{title}, not saved yet', { title })}
    </span>
  )
}
