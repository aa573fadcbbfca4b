import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Model } from '../../contract/model.ts'
import type { Registry } from '../../contract/registry.ts'
import { readMeta, writeMeta } from './migrations.ts'
import type { Tables } from './tables.ts'

/**
 * Keeps one read-only view `v_<model>` for each model: live records, a column for each field. Nothing is written while the
 * declarations stay as they are.
 */
export async function refreshViews(db: Kysely<Tables>, registry: Registry): Promise<void> {
  const wanted = registry.all.map((model) => `${model.name}(${Object.keys(model.fields).join(',')})`).join(' ')
  const existing = (await readMeta(db, 'views')) ?? ''
  if (existing === wanted) return
  const names = [...existing.matchAll(/(\w+)\(/g)].flatMap(([, name]) => name ?? [])
  for (const name of names) await sql`drop view if exists ${sql.id(`v_${name}`)}`.execute(db)
  for (const model of registry.all) await viewOf(model).execute(db)
  await writeMeta(db, 'views', wanted)
}

function viewOf(model: Model): RawBuilder<unknown> {
  const fields = Object.keys(model.fields).map((name) => sql`data ->> ${sql.lit(name)} as ${sql.id(name)}`)
  return sql`create view ${sql.id(`v_${model.name}`)} as
    select scope, id, ${sql.join(fields)}, version, created_at, created_by, updated_at, updated_by
    from records where model = ${sql.lit(model.name)} and deleted = 0`
}
