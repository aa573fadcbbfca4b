import { failureOf } from '../storage/failure.ts'

/** Another server makes the same at this moment: who looks again finds it there. */
export function isMadeMeanwhile(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return failureOf(error) === 'transient' || MADE.has(code)
}

/** A table, a column, an index; or a row, of which one may be what PostgreSQL writes down of those. */
const MADE: ReadonlySet<unknown> = new Set(['42P07', '42701', '42710', '23505'])
