import { type Kysely, sql } from 'kysely'
import type { Dialect } from './storage.ts'
import type { Tables } from './tables.ts'

interface Migration {
  readonly id: string
  /** Statements, one by one, as SQLite takes them. Never changed once released. */
  readonly up: readonly string[]
}

/**
 * Forward only; ids rise. Every key begins with the scope. SQLite keeps rows in their key (`without rowid`): one tree fewer
 * to write, and an index on (scope, seq) that holds model and id as well.
 */
const MIGRATIONS: readonly Migration[] = [
  {
    id: '0001',
    up: [
      `create table scopes (scope text primary key, name text not null, head integer not null, head_tag text not null,
        origin_tag text not null, oldest integer not null, created_at text not null) without rowid`,
      `create table records (scope text not null, model text not null, id text not null, version integer not null,
        seq integer not null, deleted integer not null, data text not null, field_versions text not null,
        created_at text not null, created_by text not null, updated_at text not null, updated_by text not null,
        device_id text, primary key (scope, model, id)) without rowid`,
      `create unique index records_seq on records (scope, seq)`,
      `create table refs (scope text not null, target_model text not null, target_id text not null, model text not null,
        id text not null, primary key (scope, target_model, target_id, model, id)) without rowid`,
      `create table uniques (scope text not null, model text not null, field text not null, value_hash text not null,
        id text not null, primary key (scope, model, field, value_hash)) without rowid`,
      `create table changes (scope text not null, seq integer not null, tag text not null, model text not null,
        id text not null, version integer not null, op text not null, user_id text not null, updated_by text not null,
        device_id text, updated_at text not null, edited_at text, detail text not null,
        primary key (scope, model, id, seq)) without rowid`,
      `create unique index changes_seq on changes (scope, seq)`,
      `create table losses (scope text not null, model text not null, id text not null, seq integer not null,
        word text not null, version integer not null, op text not null, user_id text not null, updated_by text not null,
        device_id text, updated_at text not null, edited_at text, detail text not null,
        primary key (scope, model, id, seq, word)) without rowid`,
      `create table mutations (scope text not null, device_id text not null, mutation_id integer not null,
        body_hash text not null, result text not null, primary key (scope, device_id, mutation_id)) without rowid`,
      `create table conflicts (scope text not null, device_id text not null, id text not null, model text not null,
        patch text not null, primary key (scope, device_id, id, model)) without rowid`,
      `create table devices (scope text not null, device_id text not null, user_id text not null,
        acked_through integer not null, judged_through integer not null, created_at text not null,
        pushed_at text not null, primary key (scope, device_id)) without rowid`,
      `create index devices_id on devices (device_id)`,
      `create table digests (scope text not null, model text not null, count integer not null, sum integer not null,
        primary key (scope, model)) without rowid`,
    ],
  },
]

/**
 * The same tables on PostgreSQL: whole numbers of 64 bits; texts ordered by their bytes, whatever the database's own
 * collation is.
 */
function inDialect(statement: string, dialect: Dialect): string {
  if (dialect === 'sqlite') return statement
  return statement
    .replaceAll(/ text\b/g, ' text collate "C"')
    .replaceAll(/ integer\b/g, ' bigint')
    .replace(/ without rowid$/, '')
}

/**
 * Brings the tables up to date, in the caller's transaction. Of several servers that start at once one does it, and the
 * others wait.
 * @param newEpoch the epoch of a database that has none yet
 * @returns the database's epoch
 * @throws Error if a newer server wrote this database
 */
export async function migrate(db: Kysely<Tables>, dialect: Dialect, newEpoch: string): Promise<string> {
  await sql`create table if not exists meta (key text primary key, value text not null)`.execute(db)
  const lock = dialect === 'postgres' ? sql`for update` : sql``
  await sql`insert into meta (key, value) values ('migration', '') on conflict (key) do nothing`.execute(db)
  const { rows } = await sql<{ value: string }>`select value from meta where key = 'migration' ${lock}`.execute(db)
  const done = rows[0]?.value ?? ''
  if (done > (MIGRATIONS.at(-1)?.id ?? '')) {
    throw new Error(`the database was written by a newer server (migration ${done}); start that version or a newer one`)
  }
  for (const migration of MIGRATIONS.filter(({ id }) => id > done)) {
    for (const statement of migration.up) await sql.raw(inDialect(statement, dialect)).execute(db)
    await writeMeta(db, 'migration', migration.id)
  }
  const epoch = await readMeta(db, 'epoch')
  if (epoch === undefined) await writeMeta(db, 'epoch', newEpoch)
  return epoch ?? newEpoch
}

export async function readMeta(db: Kysely<Tables>, key: string): Promise<string | undefined> {
  const { rows } = await sql<{ value: string }>`select value from meta where key = ${key}`.execute(db)
  return rows[0]?.value
}

export async function writeMeta(db: Kysely<Tables>, key: string, value: string): Promise<void> {
  await sql`insert into meta (key, value) values (${key}, ${value})
    on conflict (key) do update set value = excluded.value`.execute(db)
}
