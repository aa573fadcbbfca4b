import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../contract/wire/protocol.ts'

/** Calls of one signed-in person. */
export interface Wire {
  /** @throws TypeError if the server cannot be reached or the connection breaks */
  get(path: string): Promise<{ readonly status: number; readonly text: string }>
  /** As `get`, with a body of JSON. */
  post(path: string, body: string): Promise<{ readonly status: number; readonly text: string }>
}

/** Signs in. */
export async function openWire(port: number, origin: string, email: string): Promise<Wire> {
  const headers: Record<string, string> = { [PROTOCOL_HEADER]: PROTOCOL_VERSION, origin }
  const call = async (path: string, body?: string) => {
    const json = { 'content-type': 'application/json' }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: body === undefined ? headers : { ...headers, ...json },
      ...(body !== undefined && { method: 'POST', body }),
    })
    return { response, status: response.status, text: await response.text() }
  }
  const credentials = JSON.stringify({ email, password: 'satchel-demo' })
  const { response } = await call('/api/auth/sign-in/email', credentials)
  if (!response.ok) throw new Error(`sign-in: ${response.status}`)
  headers['cookie'] = response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
  return { get: (path) => call(path), post: call }
}
