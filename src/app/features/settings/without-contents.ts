import { isJsonObject } from '../../../../contract/value.ts'

/** Members of an event's detail that tell how things went, in words of ours. Whatever else there is may come from a record. */
const TOLD = new Set([
  ...['model', 'models', 'id', 'op', 'kind', 'as', 'code', 'version', 'schema', 'serverVersion', 'mutationId', 'kept'],
  ...['reason', 'changes', 'count', 'fields', 'asked', 'decision', 'attempts', 'answered', 'parked', 'tookMs'],
  ...['rows', 'gone', 'epoch', 'cursor', 'during', 'status', 'message', 'timedOut', 'retryAfterMs', 'scopeRemoved'],
])

/** Below these lies what a record holds, or held, whatever its fields are called. */
const CONTENTS = new Set([
  ...['patch', 'base', 'values', 'mine', 'ours', 'theirs', 'was', 'now', 'chosen'],
  ...['data', 'serverData', 'taken', 'row', 'last'],
])

/** An event's detail for other eyes: the names of its members and fields, but of what records hold only kind and length. */
export function withoutContents(detail: unknown): unknown {
  if (Array.isArray(detail)) return detail.map(withoutContents)
  if (!isJsonObject(detail)) return detail
  return Object.fromEntries(
    Object.entries(detail).map(([name, member]) => [
      name,
      mayBeTold(name, member) ? withoutContents(member) : veiled(member),
    ]),
  )
}

/** Members that are told lead to others that are: an event's `fields` are named by the model, each with values below it. */
function mayBeTold(name: string, member: unknown): boolean {
  return !CONTENTS.has(name) && (TOLD.has(name) || isJsonObject(member))
}

function veiled(value: unknown): unknown {
  if (Array.isArray(value)) return `list of ${value.length}`
  if (isJsonObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, veiled(member)]))
  return typeof value === 'string' ? `text of ${value.length}` : value === null ? null : typeof value
}
