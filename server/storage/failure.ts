/**
 * transient: it collided with another transaction; the same again may succeed. unavailable: the disk or the database is ill, or
 * nobody can say whether the last statement took effect. unexpected: anything else, a mistake in the program.
 */
export type Failure = 'transient' | 'unavailable' | 'unexpected'

/** What an engine's error means. SQLite's codes are names, PostgreSQL's are SQLSTATEs. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error)
  if (/^SQLITE_(BUSY|LOCKED)/.test(code) || code === SERIALIZATION || code === DEADLOCK) return 'transient'
  if (/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|NOMEM)/.test(code)) return 'unavailable'
  return UNAVAILABLE.test(code) ? 'unavailable' : 'unexpected'
}

const SERIALIZATION = '40001'
const DEADLOCK = '40P01'

const UNAVAILABLE = new RegExp(
  [
    '^08', // no connection, or one that broke
    '^28|^3D000$', // who we are, or what we open, is not known (any more)
    '^53', // disk full, no memory, too many connections
    '^57P|^57014$', // shutting down, starting, crashed; took too long
    '^58|^XX', // its system, its files
    '^55P03$|^25P03$', // waited too long for a lock; stood still too long in a transaction
    '^25006$', // a copy that only reads
    '^40003$', // whether it was committed is not known
  ].join('|'),
)

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
