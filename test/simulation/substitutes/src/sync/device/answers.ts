import * as real from '../../../../../../src/sync/device/answers.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/device/answers.ts'

export const applyFailure: typeof real.applyFailure = async (context, failure, during, batch) => {
  await real.applyFailure(context, failure, during, batch)
  const status = failure.kind === 'problem' ? failure.status : 0
  const isDropped =
    (isOn('a change is dropped when the server is ill') && status >= 500) ||
    (isOn('a change is dropped when the session ends') && status === 401) ||
    (isOn('a change is dropped when nothing is heard') && failure.kind === 'unreachable')
  if (isDropped) await context.store.transact((tx) => tx.deleteEntries(batch.map(({ key }) => key)))
}
