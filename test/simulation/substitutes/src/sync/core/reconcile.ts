import * as real from '../../../../../../src/sync/core/reconcile.ts'
import { cover } from '../../../../coverage.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/core/reconcile.ts'

export const reconcile: typeof real.reconcile = (models, row, entry, options) => {
  if (isOn('a pull moves the base under a pending edit') && row && !row.deleted && entry.op === 'update') {
    return { entry: { ...entry, base: { version: row.version, values: row.data } }, facts: [] }
  }
  const done = real.reconcile(models, row, entry, options)
  const at = row ? (row.deleted ? 'tombstone' : 'row') : 'nothing'
  const after = done.entry
  const isSame = !row && done.entry === entry
  const how = isSame ? 'stays' : !after ? 'vanishes' : after.kind === 'parked' ? after.reason.kind : 'open'
  cover('merge', `${entry.op} on ${at}: ${how}`)
  return done
}
