export * from '../../../../../contract/wire/protocol.ts'

/** Small, so that a few changes are several batches, and a few rows several pages. */
export const CHANGES_MAX = 6
export const PAGE_ROWS_DEFAULT = 5
