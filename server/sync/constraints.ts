import type { JudgedRow } from '../../contract/judge.ts'
import type { PushResult } from '../../contract/wire/push.ts'
import type { Batch } from './batch.ts'
import { keyedReferencesOf, uniqueKey, uniquesOf } from './keys.ts'
import type { ParsedChange } from './parse-change.ts'
import { refuse } from './result.ts'

/**
 * What a change that holds by itself may still break: references, uniqueness, and those who refer to a deleted record.
 * @param touched the fields that the change sets or clears
 * @returns the refusal, or undefined if nothing is broken
 */
export function brokenConstraint(
  batch: Batch,
  { model, change, key: own }: ParsedChange,
  after: JudgedRow,
  touched: readonly string[],
): PushResult | undefined {
  if (after.deleted) {
    const count = batch.refCounts.get(own) ?? 0
    return count > 0 ? refuse('REFERENCED', 'other records refer to this one', { count }) : undefined
  }
  const missing = keyedReferencesOf(model, after.data).filter(
    ({ field, key }) => touched.includes(field) && key !== own && batch.records.get(key)?.deleted !== 0,
  )
  if (missing.length > 0) {
    const fields = Object.fromEntries(missing.map(({ field }) => [field, 'missing_reference']))
    return refuse('MISSING_REFERENCE', 'a reference points to nothing', { fields })
  }
  const taken = uniquesOf(model, after.data).filter(({ field, hash }) => {
    const holder = touched.includes(field) ? batch.holders.get(uniqueKey(model.name, field, hash)) : undefined
    return holder !== undefined && holder !== change.id
  })
  if (taken.length === 0) return undefined
  const fields = Object.fromEntries(taken.map(({ field }) => [field, 'not_unique']))
  return refuse('NOT_UNIQUE', 'another record holds this value', { fields })
}
