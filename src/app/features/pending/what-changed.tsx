import { i18n } from '@lingui/core'
import { models } from '../../../../contract/models/index.ts'
import { type Value, valueAt } from '../../../../contract/value.ts'
import type { PendingChange } from '../../../db/local-api.ts'
import type { Holder, ParkedReason } from '../../../sync/core/types.ts'
import { titleIn, useTitles } from '../../hooks/use-title.ts'
import { showValue, word } from '../../i18n/show-value.ts'
import { whoWhen } from '../conflict/who-when.ts'
import { NO_MODEL } from './no-model.ts'

interface WhatChangedProps {
  readonly change: PendingChange
  readonly reason: ParkedReason
}

/** What stands against a deletion: theirs where it was deleted here, yours where it was deleted there. Nothing for other questions. */
export function WhatChanged({ change, reason }: WhatChangedProps) {
  const model = models.get(change.model)
  const differences = differencesOf(change, reason)
  const titles = useTitles(model ?? NO_MODEL, change.base, change.patch, serverData(reason))
  if (!model || !differences) return null
  const show = (name: string, value: Value | null) => {
    const field = model.fields[name]
    return field && value !== null ? showValue(titleIn(titles))(field, value) : i18n.t('nothing')
  }
  return (
    <div className="mt-2">
      {/* No list of its own: the entries are the region's only list items. */}
      <div className="flex flex-col gap-1 border-s-2 border-line ps-3 text-15">
        {Object.entries(model.fields).flatMap(([name, field]) => {
          const difference = differences.find((one) => one.name === name)
          if (!difference) return []
          const { before, after, holder } = difference
          return (
            <div key={name}>
              <p dir="auto" className="whitespace-pre-wrap">
                {i18n.t('{field}: {before} → {after}', {
                  field: word(field.label),
                  before: show(name, before),
                  after: show(name, after),
                })}
              </p>
              {holder && <p className="text-13 text-muted">{whoWhen(holder)}</p>}
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface Difference {
  readonly name: string
  readonly before: Value | null
  readonly after: Value | null
  readonly holder?: Holder | undefined
}

function differencesOf({ op, base, patch }: PendingChange, reason: ParkedReason): Difference[] | undefined {
  if (reason.kind === 'deleted') {
    return Object.keys(patch).map((name) => ({ name, before: valueAt(base, name), after: valueAt(patch, name) }))
  }
  if (reason.kind !== 'conflict' || op !== 'delete') return undefined
  return reason.fields.map((name) => ({
    name,
    before: valueAt(base, name),
    after: valueAt(reason.serverData, name),
    holder: Object.hasOwn(reason.theirs, name) ? reason.theirs[name] : undefined,
  }))
}

function serverData(reason: ParkedReason) {
  return reason.kind === 'conflict' ? reason.serverData : {}
}
