/**
 * transient: it collided with another transaction; the same again may succeed. unavailable: the disk or the database is ill;
 * nothing was written. unexpected: anything else, a mistake in the program.
 */
export type Failure = 'transient' | 'unavailable' | 'unexpected'

/** What an engine's error means. SQLite's codes are names, PostgreSQL's are SQLSTATEs. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error)
  if (/^SQLITE_(BUSY|LOCKED)/.test(code) || code === '40001' || code === '40P01') return 'transient'
  if (/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|NOMEM)/.test(code)) return 'unavailable'
  // 08: connection, 53: resources (disk full), 57P: shutting down
  return /^(08|53)|^57P/.test(code) ? 'unavailable' : 'unexpected'
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
