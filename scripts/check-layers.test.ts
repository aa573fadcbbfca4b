import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkFile } from './check-layers.mjs'
import { root } from './run.mjs'

describe('the arrows between layers', () => {
  it.each([
    ['contract/model.ts', '../src/sync/ports.ts'],
    ['src/sync/core/fold.ts', '../engine.ts'],
    ['src/sync/engine.ts', '../db/tables.ts'],
    ['src/db/mirror.ts', '../app/main.tsx'],
    ['src/db/mirror.ts', '../sw/wake.ts'],
    ['src/app/main.tsx', '../sw.ts'],
    ['src/app/main.tsx', '../../server/config.ts'],
    ['server/sync/push.ts', '../../src/sync/core/fold.ts'],
    ['server/sync/push.test.ts', '../../src/sync/core/fold.ts'],
    ['contract/model.ts', '../package.json'],
  ])('[TL3] %s may not import %s', (file, wanted) => {
    expect(checkFile(file, `import { x } from '${wanted}'\n`)).toHaveLength(1)
    expect(checkFile(file, `import {\n  x,\n} from '${wanted}'\n`)).toHaveLength(1)
    expect(checkFile(file, `const x = await import('${wanted}')\n`)).toHaveLength(1)
  })

  it.each([
    ['contract/model.ts', 'valibot'],
    ['src/sync/core/fold.ts', '../../../contract/merge.ts'],
    ['src/sync/engine.ts', './core/fold.ts'],
    ['src/db/mirror.ts', '../sync/ports.ts'],
    ['src/app/main.tsx', '../db/local-api.ts'],
    ['src/sw.ts', './sw/wake.ts'],
    ['server/main.ts', '../contract/models/index.ts'],
    ['server/main.ts', 'node:fs'],
    ['src/db/mirror.test.ts', 'fake-indexeddb/auto'],
  ])('[TL3] %s may import %s', (file, wanted) => {
    expect(checkFile(file, `import { x } from '${wanted}'\n`)).toEqual([])
  })

  it.each([
    ['src/sync/core/fold.ts', 'dexie'],
    ['src/sync/engine.ts', 'dexie'],
    ['src/app/main.tsx', 'dexie'],
    ['src/db/mirror.ts', 'node:fs'],
    ['server/main.ts', 'react'],
  ])('[TL3] %s may not use the package %s', (file, wanted) => {
    expect(checkFile(file, `import { x } from '${wanted}'\n`)).toHaveLength(1)
  })
})

describe('the pure layers', () => {
  it.each([
    'const at = Date.now()',
    'const dice = Math.random()',
    'console.log(1)',
    "void fetch('/api/health')",
    'setTimeout(() => undefined, 1)',
    'const id = crypto.randomUUID()',
  ])('[TL4] contract and the core of sync may not say %s', (statement) => {
    for (const folder of ['contract', 'src/sync/core'])
      expect(lint(folder, statement)).toMatch(/no-restricted|no-console/)
  })

  it('[SW9] the worker may not start a timer', () => {
    expect(lint('src/sw', 'setTimeout(() => undefined, 1)')).toContain('no-restricted-globals')
  })

  it('[TL4] other layers may', () => {
    expect(
      lint('src/sync', "export const at = Date.now() + Math.random()\nexport const answer = fetch('/api/health')"),
    ).toBe('')
  })
})

/** Lints a file in that folder of an otherwise empty project. @returns what the linter said, '' for nothing */
function lint(folder: string, text: string): string {
  const project = mkdtempSync(join(tmpdir(), 'satchel-lint-'))
  try {
    mkdirSync(join(project, folder), { recursive: true })
    copyFileSync(join(root, '.oxlintrc.json'), join(project, '.oxlintrc.json'))
    writeFileSync(join(project, folder, 'sample.ts'), `${text}\n`)
    const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format=unix'], {
      cwd: project,
      encoding: 'utf8',
    })
    return status === 0 ? '' : stdout
  } finally {
    rmSync(project, { recursive: true })
  }
}
