import type { DeviceMeta } from './core/types.ts'

/** The state of a device that has never spoken to the server. */
export function newDeviceMeta(deviceId: string): DeviceMeta {
  return {
    deviceId,
    nextMutationId: 1,
    ackedThrough: 0,
    wanted: 0,
    failures: 0,
    notBeforeMs: 0,
    heardAtMs: 0,
    lastExchangeFailed: false,
    batchChangesMax: 500,
    batchBytesMax: 512 * 1024,
    digestAtMs: 0,
  }
}
