import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Another build of this app and its server, as a developer makes it who changes a few lines. */
export interface Release {
  /** Holds `dist` and `dist-server`. */
  readonly folder: string
  dispose(): Promise<void>
}

/** @param edits by the path of a source: what stands there, and what instead */
export async function buildRelease(edits: { readonly [path: string]: readonly [string, string] }): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), 'satchel-release-'))
  await Promise.all(SOURCES.map((source) => cp(join(root, source), join(folder, source), { recursive: true })))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, [before, after]] of Object.entries(edits)) {
    // oxlint-disable-next-line no-await-in-loop -- a few files
    const text = await readFile(join(folder, path), 'utf8')
    if (!text.includes(before)) throw new Error(`${path} does not hold “${before}”`)
    // oxlint-disable-next-line no-await-in-loop -- a few files
    await writeFile(join(folder, path), text.replace(before, after))
  }
  await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: folder })
  return { folder, dispose: () => rm(folder, { recursive: true, force: true }) }
}

const root = join(import.meta.dirname, '../..')

/** What a build is made of. */
const SOURCES = [
  ...['contract', 'src', 'server', 'public', 'scripts'],
  ...['index.html', 'vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json'],
]
