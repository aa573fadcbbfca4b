import * as real from '../../../../../../src/sync/device/mirror.ts'
import { isOn } from '../../../../switches.ts'

export * from '../../../../../../src/sync/device/mirror.ts'

export const storePage: typeof real.storePage = async (context, asked, page, serverMs) => {
  if (!isOn('the cursor is stored before the page')) return real.storePage(context, asked, page, serverMs)
  const { cursor } = page
  await context.store.transact(async (tx) => tx.putMeta({ ...(await tx.meta()), cursor }))
  return real.storePage(context, { ...asked, cursor }, page, serverMs)
}
