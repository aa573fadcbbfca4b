const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

/** @returns epoch milliseconds; undefined if the text is no RFC 3339 date-time. */
export function parseTime(text: unknown): number | undefined {
  const timeMs = typeof text === 'string' && RFC_3339.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(timeMs) ? undefined : timeMs
}

/** RFC 3339 UTC with milliseconds. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
