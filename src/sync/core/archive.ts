import type { ArchivedChange } from './types.ts'

/** 30 days of server time. */
export const ARCHIVE_AGE_MAX_MS = 30 * 24 * 60 * 60 * 1000
export const ARCHIVE_BYTES_MAX = 20 * 1024 * 1024

/**
 * What the archive lets go: older than 30 days of server time, then the oldest beyond 20 MB.
 * @param serverNowMs epoch ms by the server's clock
 * @returns mutation ids
 */
export function expiredChanges(_archive: readonly ArchivedChange[], _serverNowMs: number): number[] {
  throw new Error('not written yet')
}
