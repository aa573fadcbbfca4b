import type { PushRequest, PushResult } from '../../../contract/wire/push.ts'
import type { PullRow } from '../../../contract/wire/row.ts'
import type { Actor } from '../actor.ts'
import type { SyncContext } from '../context.ts'
import { history, type HistoryQuery } from '../history.ts'
import { pull, type PullQuery } from '../pull.ts'
import { push } from '../push.ts'
import type { Reply } from '../reply.ts'
import { SCOPE } from './open-test-sync.ts'

export type WireChange = { readonly [member: string]: unknown }

export function create(model: string, id: string, data: object, version = 0): WireChange {
  return { op: 'create', model, id, version, data }
}

export function update(model: string, id: string, version: number, data: object): WireChange {
  return { op: 'update', model, id, version, data }
}

export function remove(model: string, id: string, version: number): WireChange {
  return { op: 'delete', model, id, version }
}

export interface TestDevice {
  readonly deviceId: string
  /** Sends changes under the next mutation ids, unless they bring their own. @throws if the call is refused */
  push(...changes: WireChange[]): Promise<PushResult[]>
  /** The same, for one change. */
  one(change: WireChange): Promise<PushResult>
  /** The call as it is. */
  send(request: Omit<Partial<PushRequest>, 'changes'> & { readonly changes: readonly unknown[] }): Promise<Reply>
  /** The next mutation id, for `send`. */
  nextId(): number
}

export function createDevice(sync: SyncContext, actor: Actor, deviceId: string): TestDevice {
  let mutationId = 0
  const send: TestDevice['send'] = (request) =>
    push(sync, actor, SCOPE, { device_id: deviceId, ...request, changes: [...request.changes] })
  const sendAll = async (changes: readonly WireChange[]) => {
    const own = changes.map((change) => ({ mutation_id: ++mutationId, schema: 1, ...change }))
    return resultsOf(await send({ changes: own }))
  }
  return {
    deviceId,
    send,
    push: (...changes) => sendAll(changes),
    async one(change) {
      const [result] = await sendAll([change])
      if (!result) throw new Error('no result')
      return result
    },
    nextId: () => ++mutationId,
  }
}

/** The body of an answer. @throws if the call was refused */
export function bodyOf<T>(reply: Reply): T {
  if (reply.kind === 'problem') throw new Error(`${reply.code}: ${reply.message}`)
  return JSON.parse(reply.json) as T
}

export function resultsOf(reply: Reply): PushResult[] {
  return bodyOf<{ results: PushResult[] }>(reply).results
}

/** The exact text of the results, without the brackets. */
export function resultsText(reply: Reply): string {
  if (reply.kind === 'problem') throw new Error(`${reply.code}: ${reply.message}`)
  return reply.json.slice(reply.json.indexOf('"results":[') + '"results":['.length, -2)
}

export interface Page {
  readonly changes: PullRow[]
  readonly cursor: string
  readonly has_more: boolean
  readonly schema: number
  readonly digest?: { [model: string]: { count: number; sum: number } }
}

export async function pullPage(sync: SyncContext, query: PullQuery = {}): Promise<Page> {
  return bodyOf(await pull(sync, SCOPE, query))
}

/** Every row from a mark on, page by page. */
export async function pullAll(sync: SyncContext, since?: string, limit?: string): Promise<Page> {
  const changes: PullRow[] = []
  for (let cursor = since; ;) {
    const page = await pullPage(sync, { since: cursor, limit, digest: '1' })
    changes.push(...page.changes)
    if (!page.has_more) return { ...page, changes }
    cursor = page.cursor
  }
}

export interface Line {
  readonly [member: string]: unknown
  readonly seq: number
}

export async function historyOf(sync: SyncContext, model: string, id: string, query: HistoryQuery = {}) {
  return bodyOf<{ data: Line[]; has_more: boolean }>(await history(sync, SCOPE, { model, id, ...query }))
}
