import type { Change } from '../../../contract/change.ts'
import { addToDigest, type Digest, EMPTY_DIGEST, rowHash } from '../../../contract/digest.ts'
import { judge, type JudgedRow } from '../../../contract/judge.ts'
import { parseMark } from '../../../contract/mark.ts'
import { models, SCHEMA } from '../../../contract/models/index.ts'
import type { Data } from '../../../contract/value.ts'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../../contract/wire/protocol.ts'
import type { SentChange } from '../../../contract/wire/push.ts'

/** A small server of our protocol in memory, scripted to fail: for the engine's tests. The judge is the real one. */
export interface FakeServer {
  handle(request: Request): Promise<Response>
  readonly fetch: typeof fetch
  /** Called before a request is handled; what it returns is the answer, and the request never arrives. */
  before: ((call: Call) => Response | Promise<Response> | undefined) | undefined
  /** Called after a request was handled: the server has done its work, and this is what the device gets instead. */
  after: ((call: Call, answer: Response) => Response | Promise<Response>) | undefined
  /** Judges a change in place of the real judge: its result's members. */
  refuse:
    | ((change: SentChange) => { readonly code: string; readonly [member: string]: unknown } | undefined)
    | undefined
  /** Writes as somebody else's device would. */
  write(op: Change['op'], id: string, data?: Data, model?: string): void
  row(id: string, model?: string): StoredRow | undefined
  readonly rows: readonly StoredRow[]
  readonly calls: readonly Call[]
  /** How often each record's version moved by a push. */
  readonly applied: ReadonlyMap<string, number>
  epoch: string
  /** Rows a page of a pull. */
  pageRows: number
  /** What a backup holds; restoring it begins another history. */
  backup(): () => void
  mark(): string
}

export interface Call {
  readonly path: string
  readonly search: URLSearchParams
  readonly body: string
  readonly headers: Headers
}

export interface StoredRow {
  readonly model: string
  readonly id: string
  readonly seq: number
  readonly judged: JudgedRow
}

interface State {
  seq: number
  tags: string[]
  rows: Map<string, StoredRow>
  results: Map<string, string>
  applied: Map<string, number>
  acked: Map<string, number>
}

interface PushBody {
  readonly device_id: string
  readonly mark?: string
  readonly acked_through: number
  readonly changes: readonly SentChange[]
}

const AT_MS = Date.parse('2026-11-20T09:00:00.000Z')
const HEADERS = { [PROTOCOL_HEADER]: PROTOCOL_VERSION, 'content-type': 'application/json' }

export function createFakeServer(): FakeServer {
  let state: State = { seq: 0, tags: ['t0'], rows: new Map(), results: new Map(), applied: new Map(), acked: new Map() }
  let tags = 0
  const calls: Call[] = []

  const mark = (seq = state.seq) => `${server.epoch}.${seq}.${state.tags[seq]}`
  const isKnown = (text: string) => {
    const parsed = parseMark(text)
    return parsed?.epoch === server.epoch && state.tags[parsed.seq] === parsed.tag
  }
  const commit = (model: string, id: string, judged: JudgedRow): number => {
    state.seq++
    state.tags[state.seq] = `t${++tags}`
    state.rows.set(`${model}/${id}`, { model, id, seq: state.seq, judged })
    return state.seq
  }
  const apply = (change: SentChange, by: string): { [member: string]: unknown } => {
    const refusal = server.refuse?.(change)
    if (refusal) return { ok: false, message: '', ...refusal }
    const model = models.get(change.model)
    if (!model) return { ok: false, code: 'UNKNOWN_MODEL', message: '' }
    const name = `${change.model}/${change.id}`
    const row = state.rows.get(name)?.judged
    const { op, id, version } = change
    const parsed: Change = { op, model: change.model, id, version, data: (change.data ?? {}) as Change['data'] }
    const verdict = judge(model, row, parsed, { by, nowMs: AT_MS })
    const held = { server_version: row?.version, server_data: row?.data }
    const who = { updated_by: row?.origin.by, updated_at: new Date(AT_MS).toISOString() }
    switch (verdict.kind) {
      case 'unchanged':
        return {
          ok: true,
          new_version: verdict.version,
          ...(verdict.merged && { merged: true, server_data: row?.data }),
        }
      case 'applied': {
        const seq = commit(change.model, change.id, verdict.row)
        if (by === 'Me') state.applied.set(name, (state.applied.get(name) ?? 0) + 1)
        const merged = verdict.merged && { merged: true, server_data: verdict.row.data }
        return { ok: true, new_version: verdict.row.version, seq, ...merged }
      }
      case 'overridden': {
        const seq = verdict.changed ? commit(change.model, change.id, verdict.row) : undefined
        const moved = seq === undefined ? {} : { new_version: verdict.row.version, seq }
        const { version: server_version, data: server_data } = verdict.row
        return {
          ok: false,
          code: 'SERVER_WINS',
          message: '',
          server_version,
          server_data,
          overridden: Object.keys(verdict.lost),
          ...moved,
        }
      }
      case 'conflict': {
        const theirs = Object.fromEntries(
          Object.entries(verdict.theirs).map(([field, holder]) => [
            field,
            { version: holder.version, updated_by: holder.by, updated_at: who.updated_at },
          ]),
        )
        return {
          ok: false,
          code: 'VERSION_CONFLICT',
          message: '',
          ...held,
          conflicts: verdict.conflicts,
          theirs,
          ...who,
        }
      }
      case 'deleted':
        return { ok: false, code: 'DELETED', message: '', server_version: row?.version, ...who }
      case 'missing':
        return { ok: false, code: 'NOT_FOUND', message: '' }
      case 'exists':
        return { ok: false, code: 'ALREADY_EXISTS', message: '', ...held }
    }
  }
  const push = (body: string): Response => {
    const request = JSON.parse(body) as PushBody
    if (request.mark !== undefined && !isKnown(request.mark)) return problem(409, 'EPOCH_CHANGED')
    // WP11: what the device says to have heard may be forgotten, and never comes again.
    const acked = Math.max(state.acked.get(request.device_id) ?? 0, request.acked_through)
    state.acked.set(request.device_id, acked)
    let retrying = false
    const results = request.changes.map((change) => {
      if (retrying) return { mutation_id: change.mutation_id, ok: false, code: 'RETRY', message: '' }
      const key = `${request.device_id}/${change.mutation_id}`
      const sent = JSON.stringify(change)
      const reused = { mutation_id: change.mutation_id, ok: false, code: 'ID_REUSE', message: '' }
      if (change.mutation_id <= acked) return reused
      const stored = state.results.get(key)
      if (stored !== undefined) {
        const { was, result } = JSON.parse(stored) as { was: string; result: object }
        return was === sent ? { ...result, duplicate: true } : reused
      }
      const result: { [member: string]: unknown } = { mutation_id: change.mutation_id, ...apply(change, 'Me') }
      if (result.code === 'RETRY') retrying = true
      else state.results.set(key, JSON.stringify({ was: sent, result }))
      return result
    })
    return json({ epoch: server.epoch, mark: mark(), schema: SCHEMA, results })
  }
  const pull = (search: URLSearchParams): Response => {
    const since = search.get('since') ?? ''
    if (!parseMark(since)) return problem(400, 'INVALID_BODY')
    if (!isKnown(since) || !isKnown(search.get('mark') ?? since)) return problem(409, 'EPOCH_CHANGED')
    const limit = server.pageRows
    const after = [...state.rows.values()]
      .filter((row) => row.seq > (parseMark(since)?.seq ?? 0))
      .sort((a, b) => a.seq - b.seq)
    const page = after.slice(0, limit)
    const has_more = after.length > limit
    const cursor = has_more ? mark(page.at(-1)?.seq) : mark()
    const digest = search.get('digest') === '1' && !has_more ? { digest: digests(state.rows.values()) } : {}
    const changes = page.map((row) => ({ seq: row.seq, ...wireRow(row) }))
    return json({ changes, cursor, has_more, schema: SCHEMA, ...digest })
  }
  const snapshot = (search: URLSearchParams): Response => {
    const after = search.get('after') ?? ''
    const live = [...state.rows.values()].filter(({ judged }) => !judged.deleted)
    const rows = live.map(wireRow).sort((a, b) => (`${a.model}/${a.id}` < `${b.model}/${b.id}` ? -1 : 1))
    const lines = [
      { kind: 'begin', epoch: server.epoch, cursor: mark(), rows: rows.length },
      ...rows.filter(({ model, id }) => `${model}/${id}` > after).map((row) => ({ kind: 'row', ...row })),
      { kind: 'end' },
    ]
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    return new Response(text, { headers: { ...HEADERS, 'content-type': 'application/x-ndjson' } })
  }

  const server: FakeServer = {
    epoch: 'e1',
    pageRows: 1000,
    before: undefined,
    after: undefined,
    refuse: undefined,
    calls,
    get rows() {
      return [...state.rows.values()]
    },
    get applied() {
      return state.applied
    },
    mark: () => mark(),
    row: (id, model = 'buildings') => state.rows.get(`${model}/${id}`),
    write: (op, id, data = {}, model = 'buildings') => {
      const row = state.rows.get(`${model}/${id}`)?.judged
      const version = op === 'create' && !row?.deleted ? 0 : (row?.version ?? 0)
      apply({ mutation_id: 0, schema: SCHEMA, op, model, id, version, data, edited_at: '' }, 'Ben')
    },
    backup: () => {
      const saved = structuredClone(state)
      return () => {
        state = structuredClone(saved)
        server.epoch = `${server.epoch}x`
      }
    },
    handle: async (request) => {
      const url = new URL(request.url)
      const call = {
        path: url.pathname,
        search: url.searchParams,
        body: await request.text(),
        headers: request.headers,
      }
      calls.push(call)
      const instead = await server.before?.(call)
      if (instead) return instead
      const answer = answerTo(call)
      return server.after ? server.after(call, answer) : answer
    },
    fetch: (input, init) => server.handle(new Request(input, init)),
  }
  const answerTo = ({ path, search, body }: Call): Response => {
    switch (path) {
      case '/api/health':
        return json({ ok: true, epoch: server.epoch })
      case '/api/sync/push':
        return push(body)
      case '/api/sync/pull':
        return pull(search)
      case '/api/sync/snapshot':
        return snapshot(search)
      default:
        return problem(404, 'NOT_FOUND')
    }
  }
  return server
}

export function json(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: HEADERS })
}

/** A whole-call refusal as WP5 words it. */
export function problem(status: number, code: string, headers: { [name: string]: string } = {}, more = {}): Response {
  const body = JSON.stringify({ error: { code, message: code, ...more } })
  return new Response(body, { status, headers: { ...HEADERS, ...headers } })
}

function digests(rows: Iterable<StoredRow>) {
  const all: { [model: string]: Digest } = {}
  for (const { model, id, judged } of rows) {
    if (judged.deleted) continue
    all[model] = addToDigest(all[model] ?? EMPTY_DIGEST, rowHash(model, id, judged.version, judged.data))
  }
  return all
}

function wireRow({ model, id, judged }: StoredRow) {
  const { version, deleted, data, origin } = judged
  const row = { model, id, version, deleted, updated_at: new Date(AT_MS).toISOString(), updated_by: origin.by }
  return deleted ? row : { ...row, data }
}
