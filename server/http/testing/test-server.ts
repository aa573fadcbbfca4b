import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { DEMO_PASSWORD } from '../../demo/seed.ts'
import { takeTestPlace } from '../../storage/testing/test-place.ts'
import type { RateLimit } from '../rate-limit.ts'
import { type Satchel, startSatchel } from '../../satchel.ts'

/** The real server in this process, on a port of its own and a folder of its own. */
export interface TestServer extends Satchel {
  readonly config: Config
  /** What the server would have logged as unexpected; a test that expects none looks here. */
  readonly errors: unknown[]
  /** Ends the server and removes the folder. */
  stop(): Promise<void>
  /** Ends the server and starts another on the same folder, on another port. */
  restart(): Promise<TestServer>
}

export interface TestServerOptions {
  readonly config?: Partial<Config>
  readonly commentEveryMs?: number
  readonly rate?: RateLimit
}

/** Starts the server with the demo workspace, unless `config` says otherwise. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const taken = options.config?.dataDir === undefined ? await takeTestPlace() : undefined
  const dataDir = options.config?.dataDir ?? taken?.folder ?? ''
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    staticDir: join(dataDir, 'dist'),
    origin: 'http://localhost:8787',
    demo: true,
    ...(taken && 'url' in taken.place ? { databaseUrl: taken.place.url } : {}),
    ...options.config,
    dataDir,
  }
  const errors: unknown[] = []
  const { config: _, ...more } = options
  const satchel = await startSatchel(config, { ...more, onError: (error) => void errors.push(error) })
  return {
    ...satchel,
    config,
    errors,
    stop: async () => {
      await satchel.close()
      taken?.dispose()
      await rm(dataDir, { recursive: true, force: true })
    },
    restart: async () => {
      await satchel.close()
      return startTestServer({ ...options, config })
    },
  }
}

/** An answer whose body was read: JSON as it is, anything else as text. */
export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Whatever JSON it is: tests look into it as they expect it. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly json: any
}

/** Somebody with a cookie, or without one. */
export interface TestClient {
  readonly cookie: string
  get(path: string): Promise<TestAnswer>
  post(path: string, body: unknown): Promise<TestAnswer>
  /** With the client's cookie and protocol header, unless `init` has others. */
  send(path: string, init?: RequestInit): Promise<Response>
}

export function createTestClient(url: string, cookie = ''): TestClient {
  const send = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers({ 'x-satchel-protocol': '1', ...(cookie === '' ? {} : { cookie }) })
    new Headers(init.headers).forEach((value, name) => headers.set(name, value))
    return fetch(url + path, { redirect: 'error', ...init, headers })
  }
  return {
    cookie,
    send,
    get: async (path) => read(await send(path)),
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' }
      return read(await send(path, { method: 'POST', headers, body: JSON.stringify(body) }))
    },
  }
}

/** Signs in as one of the demo accounts, such as `ana@demo.test`. */
export async function signIn(url: string, email: string, password: string = DEMO_PASSWORD): Promise<TestClient> {
  const response = await createTestClient(url).send('/api/auth/sign-in/email', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`${email} could not sign in: ${await response.text()}`)
  return createTestClient(url, cookie)
}

/** Everything in a scope, with its head: two equal ones mean that nothing changed in between. */
export async function wholeScope(client: TestClient, scope = 'demo'): Promise<string> {
  return (await client.get(`/api/sync/snapshot?scope=${scope}`)).text
}

export async function read(response: Response): Promise<TestAnswer> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
}
