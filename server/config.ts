import * as v from 'valibot'

/** How this server runs; parsed once, at the start. */
export interface Config {
  readonly host: string
  readonly port: number
  /** The folder of the SQLite database, the cookie secret and everything else that must be kept. */
  readonly dataDir: string
  /** A PostgreSQL database, which is then used instead of the SQLite file. */
  readonly databaseUrl?: string
  /** The folder of the built app. */
  readonly staticDir: string
  /** What people type into the browser: scheme, host and port, no slash at the end. */
  readonly origin: string
  readonly demo: boolean
  /** Signs the session cookies; without one the server makes its own and keeps it in `dataDir`. */
  readonly secret?: string
}

export type ConfigOutcome =
  | { readonly kind: 'config'; readonly config: Config }
  /** One plain sentence a line, each naming its variable. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }

/** Reads PORT, HOST, SATCHEL_DATA, SATCHEL_STATIC, SATCHEL_ORIGIN, SATCHEL_DEMO, SATCHEL_SECRET, DATABASE_URL; empty is unset. */
export function parseConfig(env: { readonly [name: string]: string | undefined }): ConfigOutcome {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = v.safeParse(environment, set)
  if (!parsed.success) return { kind: 'refused', reasons: parsed.issues.map((issue) => issue.message) }
  const { PORT, HOST, SATCHEL_DATA, SATCHEL_STATIC, SATCHEL_ORIGIN, SATCHEL_DEMO, SATCHEL_SECRET, DATABASE_URL } =
    parsed.output
  const config: Config = {
    host: HOST,
    port: PORT,
    dataDir: SATCHEL_DATA,
    staticDir: SATCHEL_STATIC,
    origin: SATCHEL_ORIGIN ?? `http://localhost:${PORT}`,
    demo: SATCHEL_DEMO !== '0',
    ...(SATCHEL_SECRET === undefined ? {} : { secret: SATCHEL_SECRET }),
    ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
  }
  return { kind: 'config', config }
}

const environment = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'PORT must be a number from 0 to 65535.'),
      v.transform(Number),
      v.maxValue(65_535, 'PORT must be a number from 0 to 65535.'),
    ),
    '8787',
  ),
  HOST: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9.:_-]+$/, 'HOST must be a host name or an address.')),
    '127.0.0.1',
  ),
  SATCHEL_DATA: v.optional(v.string(), './data'),
  SATCHEL_STATIC: v.optional(v.string(), './dist'),
  SATCHEL_ORIGIN: v.optional(
    v.pipe(
      v.string(),
      v.check(isOrigin, 'SATCHEL_ORIGIN must be the address in the browser, such as https://satchel.example.org.'),
      v.transform((text) => new URL(text).origin),
    ),
  ),
  SATCHEL_DEMO: v.optional(v.picklist(['0', '1'], 'SATCHEL_DEMO must be 0 or 1.'), '1'),
  SATCHEL_SECRET: v.optional(v.pipe(v.string(), v.minLength(32, 'SATCHEL_SECRET must have at least 32 characters.'))),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
        'DATABASE_URL must be the address of a PostgreSQL database, such as postgres://user:password@host:5432/satchel.',
      ),
    ),
  ),
})

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === ''
  )
}
