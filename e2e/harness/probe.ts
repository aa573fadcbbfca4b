import { randomUUID } from 'node:crypto'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../contract/wire/protocol.ts'
import type { HistoryLine } from '../../contract/wire/history.ts'
import type { TestServer } from './server.ts'

/** A row as the server holds it (WP25). */
export interface Row {
  readonly id: string
  readonly version: number
  readonly [field: string]: unknown
}

/** Another member of the workspace who speaks to the server directly, past every proxy: sees what is really there. */
export interface Probe {
  /** All rows of a model, the deleted ones too. */
  rows(model: string): Promise<Row[]>
  /** The only row with that text in `name`; fails if there is none, or more than one. */
  rowNamed(model: string, name: string): Promise<Row>
  /** Changes a row as this person would, from its present version. */
  update(model: string, row: Row, data: { readonly [field: string]: unknown }): Promise<void>
  create(model: string, data: { readonly [field: string]: unknown }): Promise<Row>
  remove(model: string, row: Row): Promise<void>
  /** A record's history as this person is told it, newest first. */
  history(model: string, row: Pick<Row, 'id'>): Promise<HistoryLine[]>
}

export async function createProbe(server: TestServer, email = 'ben@demo.test'): Promise<Probe> {
  const deviceId = randomUUID()
  let mutationId = 0
  const headers: Record<string, string> = {
    [PROTOCOL_HEADER]: PROTOCOL_VERSION,
    'content-type': 'application/json',
    origin: server.origin,
  }
  const call = async (path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method: body ? 'POST' : 'GET',
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response
  }
  const signedIn = await call('/api/auth/sign-in/email', { email, password: 'satchel-demo' })
  headers.cookie = signedIn.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

  const rows = async (model: string): Promise<Row[]> => {
    const all: Row[] = []
    for (let cursor = ''; ;) {
      const since = cursor === '' ? '' : `&since=${encodeURIComponent(cursor)}`
      // The server's own answer, read by its own test.
      const page = (await (await call(`/api/sync/pull?model=${model}&limit=5000${since}`)).json()) as {
        data: Row[]
        cursor: string
        has_more: boolean
      }
      all.push(...page.data)
      if (!page.has_more) return all
      cursor = page.cursor
    }
  }
  const push = async (change: { readonly [member: string]: unknown }) => {
    mutationId += 1
    const at = new Date().toISOString()
    const answer = await call('/api/sync/push', {
      device_id: deviceId,
      acked_through: 0,
      sent_at: at,
      changes: [{ mutation_id: mutationId, schema: 1, ...change, edited_at: at }],
    })
    const { results } = (await answer.json()) as { results: { ok: boolean }[] }
    if (!results[0]?.ok) throw new Error(`not applied: ${JSON.stringify(results)}`)
  }
  return {
    rows,
    rowNamed: async (model, name) => {
      const found = (await rows(model)).filter((row) => row.name === name)
      if (found.length !== 1 || !found[0]) throw new Error(`${found.length} rows of ${model} are named "${name}"`)
      return found[0]
    },
    update: (model, row, data) => push({ op: 'update', model, id: row.id, version: row.version, data }),
    create: async (model, data) => {
      const id = randomUUID()
      await push({ op: 'create', model, id, version: 0, data })
      return { ...data, id, version: 1 }
    },
    remove: (model, row) => push({ op: 'delete', model, id: row.id, version: row.version }),
    history: async (model, { id }) => {
      const answer = await call(`/api/history?model=${model}&id=${id}`)
      // The server's own answer, read by its own test.
      return ((await answer.json()) as { data: HistoryLine[] }).data
    },
  }
}
