import { isNewerMark } from '../../../contract/mark.ts'
import { BATCH_MAX } from '../core/batch-size.ts'
import type { DeviceMeta } from '../core/types.ts'

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
    batchChangesMax: BATCH_MAX.changesMax,
    batchBytesMax: BATCH_MAX.bytesMax,
    digestAtMs: 0,
  }
}

/** May the device go on by pulls? Not without a cursor, nor during a recovery, which only a snapshot can end. */
export function mayPull({ cursor, recovering }: DeviceMeta): boolean {
  return cursor !== undefined && recovering !== true
}

/** The newer of two marks of one history; of another history, the one heard now. Answers to two tabs may come in the wrong order. */
export function newerMark(held: string | undefined, heard: string): string {
  return held !== undefined && !isNewerMark(heard, held) ? held : heard
}
