import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run.mjs'

/**
 * What the built page loads before the first tap, the worker excluded: what dist/index.html names, and what those scripts import
 * statically.
 * @returns {{ scripts: string[], styles: string[] }} paths
 */
export function startFiles() {
  const html = readFileSync(join(root, 'dist/index.html'), 'utf8')
  const styles = addressesIn(html, /<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"/g)
  const scripts = new Set([
    ...addressesIn(html, /<script[^>]*src="([^"]+)"/g),
    ...addressesIn(html, /<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g),
  ])
  for (const script of scripts) {
    for (const imported of addressesIn(readFileSync(pathOf(script), 'utf8'), /(?:from|import)\s*"\.\/([^"]+)"/g))
      scripts.add(`/assets/${imported}`)
  }
  return { scripts: [...scripts].map(pathOf), styles: styles.map(pathOf) }
}

function addressesIn(text, pattern) {
  return [...text.matchAll(pattern)].map(([, address]) => address)
}

function pathOf(address) {
  return join(root, 'dist', address)
}
