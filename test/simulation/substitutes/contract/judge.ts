import type { Change } from '../../../../contract/change.ts'
import * as real from '../../../../contract/judge.ts'
import { type Model, policyOf } from '../../../../contract/model.ts'
import { sameValue, valueAt } from '../../../../contract/value.ts'
import { cover } from '../../coverage.ts'
import { isOn } from '../../switches.ts'

export * from '../../../../contract/judge.ts'

export const judge: typeof real.judge = (model, row, change, sender) => {
  const isBlind = isOn('a conflict is not noticed') && row !== undefined
  const verdict = real.judge(model, row, isBlind ? { ...change, version: row.version } : change, sender)
  cover('judge', `${change.op}, ${policyOf(model)}: ${verdict.kind}`)
  if (row && !row.deleted) coverPolicies(model, row, change, verdict)
  return verdict
}

/** How each field of an update, or a delete as a whole, fared by its policy. */
function coverPolicies(model: Model, row: real.JudgedRow, change: Change, verdict: real.Verdict): void {
  if (change.op === 'delete') cover('policy', `delete, ${policyOf(model)}: ${faredAs(verdict)}`)
  if (change.op !== 'update') return
  for (const [field, value] of Object.entries(change.data)) {
    const fared = sameValue(value, valueAt(row.data, field)) ? 'equal' : fieldFaredAs(verdict, field)
    cover('policy', `field, ${policyOf(model, field)}: ${fared}`)
  }
}

function faredAs(verdict: real.Verdict): string {
  if (verdict.kind === 'conflict') return 'asked'
  if (verdict.kind === 'overridden') return 'loses'
  return verdict.kind === 'applied' && Object.keys(verdict.beaten).length > 0 ? 'wins' : 'alone'
}

function fieldFaredAs(verdict: real.Verdict, field: string): string {
  if (verdict.kind === 'conflict') return verdict.conflicts.includes(field) ? 'asked' : 'beside'
  if (verdict.kind === 'overridden' && Object.hasOwn(verdict.lost, field)) return 'loses'
  return 'beaten' in verdict && Object.hasOwn(verdict.beaten, field) ? 'wins' : 'alone'
}
