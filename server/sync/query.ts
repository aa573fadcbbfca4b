import { PAGE_ROWS_MAX } from '../../contract/wire/protocol.ts'

/** WP6: 1–5,000; anything else counts as the default. */
export function pageRows(limit: string | undefined, byDefault: number): number {
  const rows = wholeNumber(limit) ?? 0
  return rows >= 1 && rows <= PAGE_ROWS_MAX ? rows : byDefault
}

/** @returns undefined if the text is no whole number from 0 up. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
