import type { Database } from 'better-sqlite3'

type Row = { readonly [column: string]: unknown }

/** What one change makes: its record, its line of history, its stored result. */
export interface ChangeRows {
  readonly record: Row
  readonly change: Row
  readonly mutation: Row
}

/** Rows that a push has written, and the quickest way to write them again under another scope: the limit for a server. */
export interface Peer {
  /** By seq, in batches. */
  rowsOf(deviceId: string, batch: number): ChangeRows[][]
  /** Records, history, results and counter; each batch a transaction. */
  write(scope: string, batches: readonly (readonly ChangeRows[])[]): void
  /** Records alone. */
  upsert(scope: string, batches: readonly (readonly ChangeRows[])[]): void
}

/** @param database opened on the server's own file */
export function openPeer(database: Database): Peer {
  // As the server's own connection.
  database.pragma('synchronous = FULL')
  database.pragma('cache_size = -65536')
  const insert = (table: string, conflict = '') => {
    const columns = database.pragma(`table_info(${table})`) as { name: string }[] // What SQLite documents.
    const names = columns.map(({ name }) => name)
    const values = names.map((name) => `@${name}`)
    const sets = names.map((name) => `${name} = excluded.${name}`)
    const replace = conflict === '' ? '' : `on conflict (${conflict}) do update set ${sets.join()}`
    return database.prepare(`insert into ${table} (${names.join()}) values (${values.join()}) ${replace}`)
  }
  const record = insert('records', 'scope, model, id')
  const change = insert('changes')
  const mutation = insert('mutations')
  const counter = database.prepare('update scopes set head = ?, head_tag = ? where scope = ?')
  const begin = (scope: string): void => {
    database
      .prepare(`insert into scopes select ?, name, 0, head_tag, origin_tag, oldest, created_at from scopes limit 1`)
      .run(scope)
  }
  const writeBatch = database.transaction((scope: string, rows: readonly ChangeRows[]) => {
    for (const row of rows) {
      record.run({ ...row.record, scope })
      change.run({ ...row.change, scope })
      mutation.run({ ...row.mutation, scope })
    }
    const last = rows.at(-1)?.change
    counter.run(last?.['seq'], last?.['tag'], scope)
  })
  const upsertBatch = database.transaction((scope: string, rows: readonly ChangeRows[]) => {
    for (const row of rows) record.run({ ...row.record, scope })
  })
  return {
    rowsOf: (deviceId, batch) => {
      const all = (table: string, order: string) =>
        database
          .prepare(`select * from ${table} where scope = 'demo' and device_id = ? order by ${order}`)
          .all(deviceId)
      const [records, changes, mutations] = [
        all('records', 'seq'),
        all('changes', 'seq'),
        all('mutations', 'mutation_id'),
      ]
      const rows = changes.map((change, i) => ({ record: records[i], change, mutation: mutations[i] }) as ChangeRows)
      return Array.from({ length: rows.length / batch }, (_, i) => rows.slice(i * batch, (i + 1) * batch))
    },
    write: (scope, batches) => {
      begin(scope)
      for (const rows of batches) writeBatch.immediate(scope, rows)
    },
    upsert: (scope, batches) => {
      begin(scope)
      for (const rows of batches) upsertBatch.immediate(scope, rows)
    },
  }
}
