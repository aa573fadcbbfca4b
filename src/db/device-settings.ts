import type { SyncContext } from '../sync/context.ts'
import type { DeviceMeta } from '../sync/core/types.ts'
import type { DeviceSettings } from './local-api.ts'

export function settingsOf({ sendMode = 'automatic', worksOffline, deviceName = '' }: DeviceMeta): DeviceSettings {
  return { sendMode, worksOffline: worksOffline === true, deviceName }
}

/** @returns whether more may be sent or fetched than before */
export function changeSettings({ store }: SyncContext, change: Partial<DeviceSettings>): Promise<boolean> {
  return store.transact(async (tx) => {
    const meta = await tx.meta()
    const before = settingsOf(meta)
    const after = { ...before, ...change }
    await tx.putMeta(withSettings(meta, after))
    const isBack = before.worksOffline && !after.worksOffline
    return isBack || (before.sendMode === 'onConfirm' && after.sendMode === 'automatic')
  })
}

/** Marks what waits as confirmed. One that is gone by now, on its way or parked needs no word. */
export function confirmEntries({ store }: SyncContext, keys: readonly number[]): Promise<void> {
  return store.transact(async (tx) => {
    const asked = new Set(keys)
    const open = (await tx.entries()).filter(({ kind, key }) => kind === 'open' && asked.has(key))
    await tx.putEntries(open.map((entry) => ({ ...entry, confirmed: true })))
  })
}

function withSettings(meta: DeviceMeta, { sendMode, worksOffline, deviceName }: DeviceSettings): DeviceMeta {
  const { worksOffline: _, ...rest } = meta
  return { ...rest, sendMode, deviceName: deviceName.trim().slice(0, NAME_MAX), ...(worksOffline && { worksOffline }) }
}

const NAME_MAX = 60
