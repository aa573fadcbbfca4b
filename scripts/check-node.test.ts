import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './run.mjs'

describe.each(['start.mjs', 'test.mjs'])('%s', (script) => {
  it('[TL2] names the Node that it needs where it finds an older one', () => {
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })`
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(older)}`, join(root, 'scripts', script)],
      { encoding: 'utf8' },
    )
    expect([status, stdout, stderr.trim()]).toEqual([1, '', 'Satchel needs Node 20.19 or newer; this is 18.20.8.'])
  })

  it('[TL2] does so before anything is read that the older one lacks', () => {
    const [first] = /^import .*$/m.exec(readFileSync(join(root, 'scripts', script), 'utf8')) ?? []
    expect(first).toBe(`import './check-node.mjs'`)
    expect(readFileSync(join(root, 'scripts/check-node.mjs'), 'utf8')).not.toMatch(/^import|import\.meta/m)
  })
})
