import type { Change, Op } from '../../contract/change.ts'
import { type Model, ROW_MEMBERS } from '../../contract/model.ts'
import { isRecordId, validatePatch, validateRecord } from '../../contract/validate.ts'
import { isJsonObject, type Patch } from '../../contract/value.ts'
import type { PushResult } from '../../contract/wire/push.ts'
import type { SyncContext } from './context.ts'
import { keyOf } from './keys.ts'
import { liftData, type UnknownData } from './lift.ts'
import { refuse } from './result.ts'
import { parseTime } from './time.ts'

export interface ParsedChange {
  readonly kind: 'change'
  readonly model: Model
  readonly change: Change
  /** `keyOf` its record. */
  readonly key: string
  /** The device's clock, as it told. */
  readonly editedAt: string | null
  /** Was it rewritten from an older schema, so that the device computes another row than the server? */
  readonly lifted: boolean
}

export interface RefusedChange {
  readonly kind: 'refused'
  readonly result: PushResult
}

/** Parses one change of a push. Whatever is wrong inside it is that change's refusal (WP10). */
export function parseChange(
  { registry, schema, lifts }: Pick<SyncContext, 'registry' | 'schema' | 'lifts'>,
  raw: unknown,
): ParsedChange | RefusedChange {
  if (!isJsonObject(raw) || !isOp(raw['op'])) return refused(refuse('INVALID_OP', 'op is create, update or delete'))
  const { op, model: name, mutation_id: mutationId, edited_at: editedAt } = raw
  const model = typeof name === 'string' ? registry.get(name) : undefined
  if (!model) return refused(refuse('UNKNOWN_MODEL', 'there is no such model'))
  const given = givenData(op, raw['data'], mutationId !== undefined)
  const editedAtMs = parseTime(editedAt)
  const errors = memberErrors(op, raw)
  if (editedAt !== undefined && editedAtMs === undefined) errors.push(['edited_at', 'bad_date'])
  if (!given) return invalid([...errors, ['data', 'wrong_type']])
  if (errors.length > 0) return invalid(errors)
  const data = liftData(lifts, model.name, given, Number(raw['schema'] ?? schema), schema)
  const fieldErrors = Object.entries(op === 'create' ? validateRecord(model, data) : validatePatch(model, data))
  if (fieldErrors.length > 0) return invalid(fieldErrors)
  const change: Change = {
    op,
    model: model.name,
    id: String(raw['id']),
    version: Number(raw['version'] ?? 0),
    // The validator has just found no error in it.
    data: data as Patch,
    ...(editedAtMs === undefined ? {} : { editedAtMs }),
  }
  return {
    kind: 'change',
    model,
    change,
    key: keyOf(model.name, change.id),
    editedAt: typeof editedAt === 'string' ? editedAt : null,
    lifted: data !== given,
  }
}

const MEMBERS = new Set(['mutation_id', 'schema', 'op', 'model', 'id', 'version', 'data', 'edited_at'])

/** What is wrong with the members beside `data` and the times: member → reason. */
function memberErrors(op: Op, raw: UnknownData): [string, string][] {
  const errors = Object.keys(raw)
    .filter((name) => !MEMBERS.has(name))
    .map((name): [string, string] => [name, 'unknown_field'])
  // A create may leave its version out: it is based on nothing.
  const { id, version = op === 'create' ? 0 : undefined, schema = 1 } = raw
  if (!isRecordId(id)) errors.push(['id', 'bad_id'])
  if (!isCount(version)) errors.push(['version', 'wrong_type'])
  if (!isCount(schema) || schema === 0) errors.push(['schema', 'wrong_type'])
  return errors
}

/** The data that counts; undefined if there is none where it must be, or some where none may be. */
function givenData(op: Op, data: unknown, ours: boolean): UnknownData | undefined {
  if (op === 'delete') {
    const empty = data === undefined || (isJsonObject(data) && Object.keys(data).length === 0)
    return empty || !ours ? {} : undefined
  }
  if (!isJsonObject(data)) return undefined
  // Desktop-scaffold clients send whole rows, whose own members are no fields.
  return ours ? data : Object.fromEntries(Object.entries(data).filter(([name]) => !ROW_MEMBERS.has(name)))
}

function refused(result: PushResult): RefusedChange {
  return { kind: 'refused', result }
}

function invalid(errors: readonly (readonly [string, string])[]): RefusedChange {
  return refused(refuse('INVALID', 'the change is not valid', { fields: Object.fromEntries(errors) }))
}

function isOp(op: unknown): op is Op {
  return op === 'create' || op === 'update' || op === 'delete'
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
