import { sql } from 'kysely'
import { execute, insertRows, type Session } from '../bulk.ts'
import type { ScopeRow } from '../tables.ts'

const COLUMNS = ['scope', 'name', 'head', 'head_tag', 'origin_tag', 'oldest', 'created_at'] as const

export const scopeReads = (session: Session) => ({
  scope: (scope: string) => oneScope(session, scope),
  tagAt: (scope: string, seq: number) => tagAt(session, scope, seq),
})

export const scopeWrites = (session: Session) => ({
  /** SQLite's `begin immediate` has locked the whole database. */
  lockScope: (scope: string) => oneScope(session, scope, session.dialect === 'postgres' ? 'for update' : ''),
  addScope: (row: ScopeRow) => insertRows(session, { table: 'scopes', columns: COLUMNS }, [row]),
  async putScope(row: ScopeRow): Promise<void> {
    await execute(session, 'put scope', [row.name, row.head, row.head_tag, row.oldest, row.scope], () =>
      sql`update scopes set name = ${row.name}, head = ${row.head}, head_tag = ${row.head_tag}, oldest = ${row.oldest}
        where scope = ${row.scope}`.compile(session.db),
    )
  },
  tagAt: (scope: string, seq: number) => tagAt(session, scope, seq),
})

async function oneScope(session: Session, scope: string, lock = ''): Promise<ScopeRow | undefined> {
  const rows = await execute(session, `scope ${lock}`, [scope], () =>
    sql<ScopeRow>`select * from scopes where scope = ${scope} ${sql.raw(lock)}`.compile(session.db),
  )
  return rows[0]
}

async function tagAt(session: Session, scope: string, seq: number): Promise<string | undefined> {
  const rows = await execute(session, 'tag', [scope, seq], () =>
    sql<{ tag: string }>`select tag from changes where scope = ${scope} and seq = ${seq}`.compile(session.db),
  )
  return rows[0]?.tag
}
