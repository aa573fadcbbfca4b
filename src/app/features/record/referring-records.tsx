import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useId } from 'react'
import type { Model } from '../../../../contract/model.ts'
import { useReferrers } from '../../hooks/use-referrers.ts'
import { countedText } from '../../i18n/show-value.ts'

/** Links to the lists of what refers to a record: a building's leases. */
export function ReferringRecords({ model, id }: { model: Model; id: string }) {
  const titleId = useId()
  const referrers = useReferrers(model.name, id)
  if (referrers.length === 0) return null
  return (
    <nav aria-labelledby={titleId} className="pt-2">
      <h2 id={titleId} className="mb-1 text-15 font-semibold">
        {i18n.t('Refers to this')}
      </h2>
      <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-card">
        {referrers.map(({ model: referrer, field, total }) => (
          <li key={`${referrer.name} ${field}`}>
            <Link
              to="/$model"
              params={{ model: referrer.name }}
              search={{ filter: `${field}:${id}` }}
              className="flex min-h-12 items-center justify-between gap-2 px-4 tabular-nums"
            >
              {countedText(referrer, total)}
              <ChevronRight aria-hidden="true" size={20} className="shrink-0 text-muted rtl:rotate-180" />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
