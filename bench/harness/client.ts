import { randomUUID } from 'node:crypto'
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../contract/wire/protocol.ts'
import type { TestServer } from '../../e2e/harness/server.ts'

/** A device in Node: the wire without a browser. */
export interface Client {
  readonly deviceId: string
  /** Of every request: protocol, origin, session. */
  readonly headers: Readonly<Record<string, string>>
  /** One request. @param body as JSON text already @returns the answer's text @throws unless it is 200 */
  call(path: string, body?: string): Promise<string>
}

export async function createClient({ port, origin }: TestServer, email = 'ana@demo.test'): Promise<Client> {
  const headers: Record<string, string> = {
    [PROTOCOL_HEADER]: PROTOCOL_VERSION,
    'content-type': 'application/json',
    origin,
  }
  const request = async (path: string, body?: string): Promise<Response> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body !== undefined && { body }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const signedIn = await request('/api/auth/sign-in/email', JSON.stringify({ email, password: 'satchel-demo' }))
  headers.cookie = signedIn.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
  return { deviceId: randomUUID(), headers, call: async (path, body) => (await request(path, body)).text() }
}
