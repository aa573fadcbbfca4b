import type { Database } from 'better-sqlite3'

type Row = { readonly [column: string]: unknown }

/** What one change makes: its record, its line of history, its stored result. */
export interface ChangeRows {
  readonly record: Row
  readonly change: Row
  readonly mutation: Row
}

type Batches = readonly (readonly ChangeRows[])[]

/** Takes the rows of a push out of the file and puts the very same ones back by prepared statements: the limit for a server. */
export interface Peer {
  /** Some devices' rows by seq, in batches. */
  rowsOf(deviceIds: readonly string[], batch: number): ChangeRows[][]
  remove(batches: Batches): void
  /** Records, history, results and counter; each batch a transaction. */
  write(batches: Batches): void
  /** Records alone. */
  upsert(batches: Batches): void
}

/** @param database opened on the server's own file */
export function openPeer(database: Database): Peer {
  // As the server's own connection.
  database.pragma('synchronous = FULL')
  database.pragma('cache_size = -65536')
  const insert = (table: string, conflict = '') => {
    const columns = database.pragma(`table_info(${table})`) as { name: string }[] // What SQLite documents.
    const names = columns.map(({ name }) => name)
    const sets = names.map((name) => `${name} = excluded.${name}`)
    const replace = conflict === '' ? '' : `on conflict (${conflict}) do update set ${sets.join()}`
    const values = names.map((name) => `@${name}`)
    return database.prepare(`insert into ${table} (${names.join()}) values (${values.join()}) ${replace}`)
  }
  const record = insert('records', 'scope, model, id')
  const change = insert('changes')
  const mutation = insert('mutations')
  const counter = database.prepare('update scopes set head = ?, head_tag = ? where scope = ?')
  const removals = [
    database.prepare('delete from records where scope = @scope and model = @model and id = @id'),
    database.prepare('delete from changes where scope = @scope and model = @model and id = @id and seq = @seq'),
  ]
  const forget = database.prepare('delete from mutations where scope = @scope and device_id = @device_id')
  const rowsIn = (table: string, deviceId: string, order: string) =>
    database.prepare(`select * from ${table} where device_id = ? order by ${order}`).all(deviceId) as Row[] // Plain columns.

  const writeBatch = database.transaction((rows: readonly ChangeRows[]) => {
    for (const row of rows) {
      record.run(row.record)
      change.run(row.change)
      mutation.run(row.mutation)
    }
    const last = rows.at(-1)?.change
    counter.run(last?.['seq'], last?.['tag'], last?.['scope'])
  })
  const upsertBatch = database.transaction((rows: readonly ChangeRows[]) => {
    for (const row of rows) record.run(row.record)
  })
  return {
    rowsOf: (deviceIds, batch) => {
      const rows = deviceIds.flatMap((deviceId) => {
        const records = rowsIn('records', deviceId, 'seq')
        const mutations = rowsIn('mutations', deviceId, 'mutation_id')
        return rowsIn('changes', deviceId, 'seq').map((change, i): ChangeRows => {
          const [record, mutation] = [records[i], mutations[i]]
          if (!record || !mutation || record['seq'] !== change['seq']) throw new Error('a push leaves other rows')
          return { record, change, mutation }
        })
      })
      rows.sort((a, b) => Number(a.change['seq']) - Number(b.change['seq']))
      return Array.from({ length: rows.length / batch }, (_, i) => rows.slice(i * batch, (i + 1) * batch))
    },
    remove: database.transaction((batches: Batches) => {
      for (const { record, mutation } of batches.flat()) {
        for (const removal of removals) removal.run(record)
        forget.run(mutation)
      }
    }),
    write: (batches) => batches.forEach((rows) => writeBatch.immediate(rows)),
    upsert: (batches) => batches.forEach((rows) => upsertBatch.immediate(rows)),
  }
}
