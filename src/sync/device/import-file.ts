import * as v from 'valibot'
import type { Model } from '../../../contract/model.ts'
import type { Registry } from '../../../contract/registry.ts'
import { type FieldErrors, isRecordId, knownFields, validatePatch, validateRecord } from '../../../contract/validate.ts'
import { applyPatch, type Data, type Patch } from '../../../contract/value.ts'
import type { ExportedChange } from '../core/import.ts'
import { recordName } from '../core/record-name.ts'
import type { RecordKey, VisibleRow } from '../core/types.ts'
import { EXPORT_FORMAT } from './export-file.ts'

/** Why something in an export cannot be taken in. */
export type Unusable =
  /** Damaged, or not of a shape that an export has. */
  | { readonly kind: 'unreadable' }
  /** Of a model or a schema that this version of the app does not know. */
  | { readonly kind: 'newer'; readonly model: string }
  | { readonly kind: 'invalid'; readonly model: string; readonly id: string; readonly fields: FieldErrors }

/** One person's part of a file, each piece read by itself: what is damaged does not hold up the others. */
export interface ImportPart {
  readonly userId: string
  readonly scope: string
  readonly changes: readonly ExportedChange[]
  /** What was seen of records of which no change could be read; null: deleted. */
  readonly seen: readonly { readonly key: RecordKey; readonly row: VisibleRow | null }[]
  readonly drafts: readonly (RecordKey & { readonly draft: { readonly values: Patch; readonly seen?: VisibleRow } })[]
  readonly unusable: readonly Unusable[]
}

/** Reads a file that `exportFile` wrote. @returns undefined if it is none */
export function parseExportFile(text: string, models: Registry, schema: number): ImportPart[] | undefined {
  const { success, output } = v.safeParse(fileSchema, parseJson(text))
  return success ? output.devices.map((device) => partOf(device, models, schema)) : undefined
}

function partOf(
  { userId, scope, ...raw }: v.InferOutput<typeof deviceSchema>,
  models: Registry,
  schema: number,
): ImportPart {
  const unusable: Unusable[] = []
  /** The usable ones; the others are noted. */
  const read = <T>(values: readonly unknown[], of: (value: unknown) => T | Unusable): T[] =>
    values.flatMap((value) => {
      const one = of(value)
      if (!isUnusable(one)) return [one]
      unusable.push(one)
      return []
    })
  const toChange = (value: unknown) => readChange(value, models, schema)
  const outbox = read(raw.outbox, toChange)
  const journal = read(raw.journal, (save) => toChange(v.is(saveSchema, save) ? save.entry : save))
  const changes = journal.reduce<readonly ExportedChange[]>(inOrder, outbox)
  const changed = new Set(changes.map(recordName))
  const seen = read(raw.local, (value) => readSeen(value, models)).filter(({ key }) => !changed.has(recordName(key)))
  const drafts = read(raw.drafts, (value) => readDraft(value, models))
  return { userId, scope, changes, seen, drafts, unusable }
}

/** A save of the journal may be in the outbox too, by itself or in what was entered later: it never stands above that. */
function inOrder(changes: readonly ExportedChange[], save: ExportedChange): readonly ExportedChange[] {
  const isOfIt = ({ model, id }: ExportedChange) => model === save.model && id === save.id
  const next = changes.findIndex((change) => isOfIt(change) && change.editedAt >= save.editedAt)
  if (next < 0) return [...changes, save]
  return changes[next]?.editedAt === save.editedAt ? changes : changes.toSpliced(next, 0, save)
}

const UNREADABLE: Unusable = { kind: 'unreadable' }

function isUnusable<T>(value: T | Unusable): value is Unusable {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  return value.kind === 'unreadable' || value.kind === 'newer' || value.kind === 'invalid'
}

function readChange(value: unknown, models: Registry, schema: number): ExportedChange | Unusable {
  const { success, output } = v.safeParse(changeSchema, value)
  if (!success) return UNREADABLE
  const model = models.get(output.model)
  if (!model || output.schema > schema) return { kind: 'newer', model: output.model }
  const fields = output.schema === schema ? errorsOf(model, output) : {}
  if (Object.keys(fields).length > 0) return { kind: 'invalid', model: output.model, id: output.id, fields }
  const base = { version: output.base.version, values: knownFields(model, output.base.values) }
  // An entry in an export has more members, which say how it fared on that device.
  const { op, id, patch, editedAt, kind } = output
  const isSealed = kind === 'sealed' && ({ isSealed: true } as const)
  return { model: output.model, id, op, patch, base, schema: output.schema, editedAt, ...isSealed }
}

function errorsOf(model: Model, { op, patch }: { readonly op: string; readonly patch: Patch }): FieldErrors {
  return op === 'create' ? validateRecord(model, applyPatch({}, patch)) : validatePatch(model, patch)
}

function readSeen(value: unknown, models: Registry): ImportPart['seen'][number] | Unusable {
  const { success, output } = v.safeParse(localSchema, value)
  if (!success) return UNREADABLE
  const { model: name, id, row } = output
  const model = models.get(name)
  if (!model) return { kind: 'newer', model: name }
  return { key: { model: name, id }, row: row && { ...row, model: name, id, data: knownFields(model, row.data) } }
}

function readDraft(value: unknown, models: Registry): ImportPart['drafts'][number] | Unusable {
  const { success, output } = v.safeParse(draftSchema, value)
  if (!success) return UNREADABLE
  const { model, id, draft } = output
  if (!models.get(model)) return { kind: 'newer', model }
  const { values, seen } = draft
  return { model, id, draft: { values, ...(seen && { seen: { ...seen, model, id, data: seen.data as Data } }) } }
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const instant = v.pipe(v.string(), v.isoTimestamp())
const value = v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean(), v.array(v.string())])
const recordId = v.custom<string>(isRecordId)
const key = { model: v.string(), id: recordId }
/** Unknown fields may hold any JSON; they are left out. */
const data = v.record(v.string(), v.unknown())
const row = { version: count, data, updatedAt: v.string(), updatedBy: v.string() }
const changeSchema = v.object({
  ...key,
  op: v.picklist(['create', 'update', 'delete']),
  patch: v.record(v.string(), v.nullable(value)),
  base: v.object({ version: count, values: data }),
  schema: count,
  editedAt: instant,
  kind: v.optional(v.string()),
})
const saveSchema = v.looseObject({ entry: v.unknown() })
const localSchema = v.object({ ...key, row: v.nullable(v.object(row)) })
const draftSchema = v.object({
  ...key,
  draft: v.object({ values: v.record(v.string(), v.nullable(value)), seen: v.optional(v.object(row)) }),
})
const list = v.optional(v.array(v.unknown()), [])
const deviceSchema = v.object({
  userId: v.string(),
  scope: v.string(),
  outbox: list,
  local: list,
  drafts: list,
  journal: list,
})
const fileSchema = v.object({
  satchel: v.literal('export'),
  format: v.literal(EXPORT_FORMAT),
  devices: v.array(deviceSchema),
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
