import { utf8Length } from '../../../contract/validate.ts'
import type { ArchivedChange } from './types.ts'

/** 30 days of server time. */
export const ARCHIVE_AGE_MAX_MS = 30 * 24 * 60 * 60 * 1000
export const ARCHIVE_BYTES_MAX = 20 * 1024 * 1024

/**
 * What the archive lets go: older than 30 days of server time, then the oldest beyond 20 MB.
 * @param archive in the order added
 * @param serverNowMs epoch ms by the server's clock
 * @returns mutation ids
 */
export function expiredChanges(archive: readonly ArchivedChange[], serverNowMs: number): number[] {
  let bytes = 0
  return archive
    .toReversed()
    .filter((change) => {
      bytes += utf8Length(JSON.stringify(change))
      return Date.parse(change.ackedAt) < serverNowMs - ARCHIVE_AGE_MAX_MS || bytes > ARCHIVE_BYTES_MAX
    })
    .map(({ mutationId }) => mutationId)
}
