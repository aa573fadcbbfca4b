/**
 * The platform's own requests, answers and copies carry streams and checks that nothing here needs and that cost more than what is
 * simulated. These do what the simulated code uses of them; a body that is a stream, and anything but plain data, is left to the
 * platform.
 */
const RealResponse = globalThis.Response
const realClone = globalThis.structuredClone

type Bytes = Uint8Array<ArrayBuffer>

class LightResponse {
  readonly status: number
  readonly headers: Headers
  private readonly bytes: Bytes | undefined

  constructor(body?: BodyInit | null, { status = 200, headers }: ResponseInit = {}) {
    this.status = status
    this.headers = headers instanceof Headers ? headers : new Headers(headers)
    this.bytes = bytesOf(body)
  }

  static json(value: unknown, init: ResponseInit = {}): LightResponse {
    const headers = new Headers(init.headers)
    headers.set('content-type', 'application/json')
    return new LightResponse(JSON.stringify(value), { ...init, headers })
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  /** One chunk. */
  get body() {
    const { bytes } = this
    if (!bytes) return null
    let isRead = bytes.length === 0
    const cancel = async (): Promise<void> => undefined
    const read = async () => {
      const value = isRead ? undefined : bytes
      isRead = true
      return { done: value === undefined, value }
    }
    return { getReader: () => ({ read, cancel }), cancel }
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.bytes)
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }
}

const EitherResponse = new Proxy(LightResponse, {
  construct: (light, [body, init]: [BodyInit | null | undefined, ResponseInit | undefined]) =>
    body instanceof ReadableStream ? new RealResponse(body, init) : new light(body, init),
})

class LightRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  /** Its chunks: only iterated. */
  readonly body: readonly Bytes[] | null

  constructor(url: string, { method = 'GET', headers, body }: RequestInit = {}) {
    const bytes = bytesOf(body)
    this.url = url
    this.method = method
    this.headers = headers instanceof Headers ? headers : new Headers(headers)
    this.body = bytes ? [bytes] : null
  }
}

function bytesOf(body: BodyInit | null | undefined): Bytes | undefined {
  if (body === null || body === undefined) return undefined
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof Uint8Array) return body as Bytes // Nobody here shares memory.
  throw new Error('a body that nothing simulated has')
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? realClone(value) : value
  if (Array.isArray(value)) return value.map(copyOf)
  if (Object.getPrototypeOf(value) !== Object.prototype) return realClone(value)
  const copy: { [name: string]: unknown } = {}
  for (const [name, member] of Object.entries(value)) {
    // An own member that `JSON.parse` makes, and an assignment would not (F65).
    if (name === '__proto__') Object.defineProperty(copy, name, { ...PLAIN, value: copyOf(member) })
    else copy[name] = copyOf(member)
  }
  return copy
}

const PLAIN = { configurable: true, enumerable: true, writable: true }

// In place of the platform's, with less.
Object.assign(globalThis, { Response: EitherResponse, Request: LightRequest, structuredClone: copyOf })
