import type { Session } from '../bulk.ts'
import type { StorageReader, StorageTx } from '../storage.ts'
import { constraintWrites } from './constraints.ts'
import { deviceWrites } from './devices.ts'
import { historyReads, historyWrites } from './history.ts'
import { recordReads, recordWrites } from './records.ts'
import { scopeReads, scopeWrites } from './scopes.ts'

export function createTx(session: Session): StorageTx {
  return {
    ...scopeWrites(session),
    ...recordWrites(session),
    ...historyWrites(session),
    ...constraintWrites(session),
    ...deviceWrites(session),
  }
}

export function createReader(session: Session): StorageReader {
  return { ...scopeReads(session), ...recordReads(session), ...historyReads(session) }
}
