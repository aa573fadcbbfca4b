import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Field, Model } from '../../contract/model.ts'
import type { Registry } from '../../contract/registry.ts'
import { readMeta, writeMeta } from './migrations.ts'
import type { Dialect } from './storage.ts'
import type { Tables } from './tables.ts'

/**
 * Keeps one read-only view `v_<model>` for each model: live records, a column for each field. Nothing is written while the
 * declarations stay as they are.
 */
export async function refreshViews(db: Kysely<Tables>, dialect: Dialect, registry: Registry): Promise<void> {
  const wanted = registry.all.map((model) => `${model.name}(${columnsOf(model)})`).join(' ')
  const existing = (await readMeta(db, 'views')) ?? ''
  if (existing === wanted) return
  const names = [...existing.matchAll(/(\w+)\(/g)].flatMap(([, name]) => name ?? [])
  for (const name of names) await sql`drop view if exists ${sql.id(`v_${name}`)}`.execute(db)
  for (const model of registry.all) await viewOf(model, dialect).execute(db)
  await writeMeta(db, 'views', wanted)
}

function columnsOf({ fields }: Model): string {
  return Object.entries(fields)
    .map(([name, { kind }]) => `${name} ${kind}`)
    .join(',')
}

function viewOf(model: Model, dialect: Dialect): RawBuilder<unknown> {
  const fields = Object.entries(model.fields).map(
    ([name, field]) => sql`${dialect === 'sqlite' ? textAt(name) : typedAt(name, field)} as ${sql.id(name)}`,
  )
  // A view of two parts takes no writes; PostgreSQL would let a view of one table delete from it.
  const source = sql.raw(
    dialect === 'sqlite' ? 'records' : 'records, lateral (select data::jsonb as json offset 0) parsed',
  )
  return sql`create view ${sql.id(`v_${model.name}`)} as
    select scope, id, ${sql.join(fields)}, version, created_at, created_by, updated_at, updated_by
    from ${source} where model = ${sql.lit(model.name)} and deleted = 0`
}

/** SQLite gives numbers as numbers. */
function textAt(name: string): RawBuilder<unknown> {
  return sql`data ->> ${sql.lit(name)}`
}

/** A value of another kind, written before the declaration changed, is none: one old record must not end a query. */
function typedAt(name: string, { kind }: Field): RawBuilder<unknown> {
  const text = sql`json ->> ${sql.lit(name)}`
  const typed = (type: string, column: string) =>
    sql`case jsonb_typeof(json -> ${sql.lit(name)}) when ${sql.lit(type)} then (${text})::${sql.raw(column)} end`
  if (kind === 'boolean') return typed('boolean', 'boolean')
  return kind === 'integer' || kind === 'money' ? typed('number', 'numeric') : text
}
