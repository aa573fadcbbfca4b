import { isJsonObject, withSortedKeys } from '../../contract/value.ts'
import { CHANGES_MAX, DEPTH_MAX } from '../../contract/wire/protocol.ts'
import type { PushRequest } from '../../contract/wire/push.ts'
import type { SyncContext } from './context.ts'
import { hashOf } from './keys.ts'
import { type ParsedChange, parseChange, type RefusedChange } from './parse-change.ts'
import { type Problem, problem } from './reply.ts'
import { parseTime } from './time.ts'

/** A push whose envelope is usable. */
export interface ParsedPush {
  readonly kind: 'push'
  readonly items: readonly PushItem[]
  readonly deviceId: string | null
  readonly mark: string | undefined
  readonly ackedThrough: number
  readonly sentAtMs: number | undefined
}

export interface PushItem {
  readonly change: ParsedChange | RefusedChange
  /** What makes a repeat a repeat (WP11); absent if the client sends no ids. */
  readonly identity: { readonly mutationId: number; readonly bodyHash: string } | undefined
}

/** Parses a push. What is wrong with the call itself is a problem; what is wrong inside a change is that change's. */
export function parsePush(sync: SyncContext, request: PushRequest): ParsedPush | Problem {
  const { changes, device_id: deviceId, sent_at: sentAt } = request
  if (changes.length > CHANGES_MAX) return problem('TOO_MANY_CHANGES', `a push has at most ${CHANGES_MAX} changes`)
  const sentAtMs = parseTime(sentAt)
  if (sentAt !== undefined && sentAtMs === undefined) {
    return problem('INVALID_BODY', 'sent_at is no RFC 3339 date-time', { sent_at: 'bad_date' })
  }
  if (changes.some((change) => isJsonObject(change) && isNewer(change['schema'], sync.schema))) {
    return problem('SCHEMA_NEWER', 'the server does not know this schema yet')
  }
  const items: PushItem[] = []
  for (const raw of changes) {
    const mutationId = isJsonObject(raw) ? raw['mutation_id'] : undefined
    if (deviceId === undefined ? mutationId !== undefined : !isMutationId(mutationId)) {
      return problem(
        'INVALID_BODY',
        'with a device_id each change needs a positive whole mutation_id, without one none',
      )
    }
    // Sorted once for the hash and for the row: its data, kept in this order, is canonical already.
    const change = withSortedKeys(isDeeper(raw, DEPTH_MAX) ? cutBelow(raw, DEPTH_MAX) : raw)
    const identity = isMutationId(mutationId) ? { mutationId, bodyHash: hashOf(JSON.stringify(change)) } : undefined
    items.push({ change: parseChange(sync, change), identity })
  }
  return {
    kind: 'push',
    items,
    deviceId: deviceId ?? null,
    mark: request.mark,
    ackedThrough: request.acked_through ?? 0,
    sentAtMs,
  }
}

function isNewer(schema: unknown, known: number): boolean {
  return typeof schema === 'number' && Number.isSafeInteger(schema) && schema > known
}

function isMutationId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function isDeeper(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false
  return depth === 0 || Object.values(value).some((member) => isDeeper(member, depth - 1))
}

/** A change nested deeper than any valid one is refused anyway, cut or not; hashing it must not exhaust the stack. */
function cutBelow(value: unknown, depth: number): unknown {
  if (value === null || typeof value !== 'object') return value
  if (depth === 0) return null
  if (Array.isArray(value)) return value.map((member) => cutBelow(member, depth - 1))
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cutBelow(member, depth - 1)]))
}
