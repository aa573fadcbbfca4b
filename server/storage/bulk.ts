import { type CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Dialect } from './storage.ts'
import type { Tables } from './tables.ts'

/**
 * A transaction or connection, with the statements of many rows that were compiled before: building one of 500 rows takes
 * longer than running it.
 */
export interface Session {
  readonly db: Kysely<Tables>
  readonly dialect: Dialect
  readonly shapes: Map<string, CompiledQuery>
}

type TableName = keyof Tables & string
type Column<T extends TableName> = keyof Tables[T] & string

/** How rows become a statement: its columns in order and, for `put`, the key that says which row is replaced. */
export interface BulkInsert<T extends TableName> {
  readonly table: T
  readonly columns: readonly Column<T>[]
  readonly replaceBy?: readonly Column<T>[]
}

/** Inserts rows in statements of 2^n rows each, so that few shapes serve every count. */
export async function insertRows<T extends TableName>(
  session: Session,
  insert: BulkInsert<T>,
  rows: readonly Tables[T][],
): Promise<void> {
  for (let start = 0; start < rows.length;) {
    const count = powerOfTwoWithin(rows.length - start)
    const parameters: unknown[] = []
    for (const row of rows.slice(start, start + count))
      for (const column of insert.columns) parameters.push(row[column])
    await execute(session, `insert ${insert.table} ${count}`, parameters, () =>
      compileInsert(session.db, insert, count),
    )
    start += count
  }
}

/** Deletes the rows of these keys, in statements of 2^n keys each. Every column of the key is text. */
export async function deleteRows<T extends TableName>(
  session: Session,
  table: T,
  key: readonly Column<T>[],
  rows: readonly Pick<Tables[T], Column<T>>[],
): Promise<void> {
  for (let start = 0; start < rows.length;) {
    const count = powerOfTwoWithin(rows.length - start)
    const parameters = rows.slice(start, start + count).flatMap((row) => key.map((column) => row[column]))
    await execute(session, `delete ${table} ${count}`, parameters, () => {
      const columns = sql.join(key.map((column) => sql.ref(column)))
      return sql`delete from ${sql.table(table)} where (${columns}) in (values ${placeholders(key, count)})`.compile(
        session.db,
      )
    })
    start += count
  }
}

/** Runs a statement of a known shape. `parameters` are in the order of the statement's text. */
export async function execute<R>(
  { db, shapes }: Session,
  shape: string,
  parameters: readonly unknown[],
  compile: () => CompiledQuery<R>,
): Promise<R[]> {
  const known = shapes.get(shape)
  const compiled = known ?? compile()
  if (!known) shapes.set(shape, compiled)
  // A shape is compiled by one call site only, so its rows have that site's type.
  const { rows } = await db.executeQuery<R>({ ...(compiled as CompiledQuery<R>), parameters })
  return rows
}

/** A list for `in (…)`, made 2^n long by repeating its last member, so that few shapes serve every length. */
export function padded<V>(values: readonly V[]): V[] {
  const last = values.at(-1)
  if (last === undefined) return []
  const length = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array<V>(length - values.length).fill(last)]
}

function compileInsert<T extends TableName>(db: Kysely<Tables>, insert: BulkInsert<T>, count: number): CompiledQuery {
  const columns = sql.join(insert.columns.map((column) => sql.ref(column)))
  const rows = placeholders(insert.columns, count)
  return sql`insert into ${sql.table(insert.table)} (${columns}) values ${rows} ${replacement(insert)}`.compile(db)
}

function powerOfTwoWithin(count: number): number {
  return 2 ** Math.floor(Math.log2(Math.min(count, 256)))
}

/** `(?, ?), (?, ?)` for so many rows. */
function placeholders(columns: readonly string[], count: number): RawBuilder<unknown> {
  const row = sql`(${sql.join(columns.map(() => null))})`
  return sql.join(Array<typeof row>(count).fill(row))
}

function replacement<T extends TableName>({ columns, replaceBy }: BulkInsert<T>): RawBuilder<unknown> {
  if (!replaceBy) return sql``
  const sets = columns
    .filter((column) => !replaceBy.includes(column))
    .map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`)
  return sql`on conflict (${sql.join(replaceBy.map((column) => sql.ref(column)))}) do update set ${sql.join(sets)}`
}
