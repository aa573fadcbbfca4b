import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A shorter one is a piece of one, left by a start that was cut off. */
const LENGTH_MIN = 32

/**
 * The secret that signs session cookies, made at the first start and kept beside the database: with it, sessions live on
 * through restarts.
 */
export function readSecret(dataDir: string): string {
  const path = join(dataDir, 'secret')
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (kept.length >= LENGTH_MIN) return kept
  const secret = randomBytes(32).toString('hex')
  // Whole or not at all, whenever we are killed.
  writeFileSync(`${path}.new`, secret, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
  return secret
}
