import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './run.mjs'

/** gzip bytes that the built page may load before the first tap, the worker excluded. */
export const LIMITS = { script: 180 * 1024, style: 25 * 1024 }

/**
 * What dist/index.html names, and what those scripts import statically.
 * @returns {{ script: number, style: number, files: string[] }} gzip bytes
 */
export function bundleSize() {
  const html = readFileSync(join(root, 'dist/index.html'), 'utf8')
  const styles = addressesIn(html, /<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/g)
  const scripts = new Set([
    ...addressesIn(html, /<script[^>]*src="([^"]+)"/g),
    ...addressesIn(html, /<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g),
  ])
  for (const script of scripts) {
    for (const imported of addressesIn(textOf(script), /(?:from|import)\s*"\.\/([^"]+)"/g))
      scripts.add(`/assets/${imported}`)
  }
  return { script: gzipped(scripts), style: gzipped(styles), files: [...scripts, ...styles] }
}

function addressesIn(text, pattern) {
  return [...text.matchAll(pattern)].map(([, address]) => address)
}

function gzipped(addresses) {
  return [...addresses].reduce((sum, address) => sum + gzipSync(textOf(address), { level: 9 }).length, 0)
}

function textOf(address) {
  return readFileSync(join(root, 'dist', address), 'utf8')
}

if (process.argv[1] === import.meta.filename) {
  const size = bundleSize()
  const isOver = Object.entries(LIMITS).some(([kind, most]) => size[kind] > most)
  for (const [kind, most] of Object.entries(LIMITS)) console.log(`${kind}: ${size[kind]} of at most ${most} gzip bytes`)
  if (isOver) console.log(`A start loads too much: ${size.files.join(', ')}`)
  process.exitCode = isOver ? 1 : 0
}
