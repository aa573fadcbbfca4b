import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSecret } from './secret.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'satchel-secret-'))))
afterEach(() => rmSync(folder, { recursive: true }))

it('[RL3] the secret is made once, and for nobody else to read', () => {
  const secret = readSecret(folder)
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(readSecret(folder)).toBe(secret)
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
})

it.each(['', '0123456789abcdef'])('[RL3] a piece of a secret, “%s”, signs nothing', (piece) => {
  writeFileSync(join(folder, 'secret'), piece)
  writeFileSync(join(folder, 'secret.new'), piece)
  const secret = readSecret(folder)
  expect(secret).toHaveLength(64)
  expect(readSecret(folder)).toBe(secret)
})
