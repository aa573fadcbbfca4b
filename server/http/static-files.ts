import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { acceptsEncoding } from './reply.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

/**
 * Serves the built app. A navigation to a path without a file gets index.html, so that every route opens; anything else
 * without a file is a plain 404.
 * @param root the folder of the build; it may appear or change while the server runs
 */
export function createStaticFiles(root: string): (request: Request) => Promise<Response> {
  const load = createLoader(resolve(root))
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET is served here.')
    const { pathname } = new URL(request.url)
    const found = await load(pathname === '/' ? '/index.html' : pathname)
    const file = found ?? (isNavigation(request, pathname) ? await load('/index.html') : undefined)
    if (!file) return plain(404, 'There is no such file.')
    return reply(request, file)
  }
}

interface StaticFile {
  readonly path: string
  readonly etag: string
  readonly headers: Record<string, string>
  readonly body: Buffer
  /** Made when first asked for. */
  readonly encoded: Map<string, Buffer>
}

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

const COMPRESSED = /^(text|application\/(json|manifest)|image\/svg)/
const COMPRESSED_BYTES_MIN = 1_024
const brotliAsync = promisify(brotliCompress)
const gzipAsync = promisify(gzip)

/** Files are kept in memory as long as they do not change on disk. @returns undefined for what is no file of the root. */
function createLoader(root: string): (pathname: string) => Promise<StaticFile | undefined> {
  const kept = new Map<string, { stamp: string; file: StaticFile }>()
  return async (pathname) => {
    const path = pathIn(root, pathname)
    const stats = path === undefined ? undefined : await stat(path).catch(() => undefined)
    if (path === undefined || !stats?.isFile()) return undefined
    const stamp = `${stats.mtimeMs}:${stats.size}`
    const known = kept.get(path)
    if (known?.stamp === stamp) return known.file
    const file = describe(path.slice(root.length).replaceAll(sep, '/'), await readFile(path))
    kept.set(path, { stamp, file })
    return file
  }
}

function pathIn(root: string, pathname: string): string | undefined {
  try {
    const path = join(root, decodeURIComponent(pathname))
    return path.startsWith(root + sep) && !path.includes('\0') ? path : undefined
  } catch {
    return undefined
  }
}

function describe(path: string, body: Buffer): StaticFile {
  const type = TYPES[extname(path)] ?? 'application/octet-stream'
  const isHashed = path.startsWith('/assets/')
  const headers: Record<string, string> = {
    ...SECURITY_HEADERS,
    'content-type': type,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
  }
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { path, etag, headers, body, encoded: new Map() }
}

async function reply(request: Request, file: StaticFile): Promise<Response> {
  const isCompressible = COMPRESSED.test(file.headers['content-type'] ?? '') && file.body.length >= COMPRESSED_BYTES_MIN
  const accepted = request.headers.get('accept-encoding')
  const coding = isCompressible ? ['br', 'gzip'].find((name) => acceptsEncoding(accepted, name)) : undefined
  const headers = { ...file.headers, etag: file.etag, ...(isCompressible ? { vary: 'accept-encoding' } : {}) }
  if (request.headers.get('if-none-match')?.includes(file.etag)) return new Response(null, { status: 304, headers })
  const body = coding === undefined ? file.body : await encode(file, coding)
  const all = {
    ...headers,
    'content-length': String(body.length),
    ...(coding === undefined ? {} : { 'content-encoding': coding }),
  }
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { headers: all })
}

async function encode(file: StaticFile, coding: string): Promise<Buffer> {
  const known = file.encoded.get(coding)
  if (known) return known
  const encoded =
    coding === 'br'
      ? await brotliAsync(file.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } })
      : await gzipAsync(file.body, { level: 6 })
  file.encoded.set(coding, encoded)
  return encoded
}

/**
 * What a browser asks for when a person opens an address; a missing asset is none, even if opened. The path tells nothing:
 * a record id may end like the name of a file.
 */
function isNavigation(request: Request, pathname: string): boolean {
  if (pathname.startsWith('/assets/')) return false
  const mode = request.headers.get('sec-fetch-mode')
  return mode === 'navigate' || (mode === null && (request.headers.get('accept') ?? '').includes('text/html'))
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
}
