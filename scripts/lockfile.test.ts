import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './run.mjs'

interface Locked {
  readonly optionalDependencies?: { readonly [name: string]: string }
  readonly resolved?: string
}

describe('package-lock.json', () => {
  // Written by npm itself.
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: { readonly [path: string]: Locked }
  }

  it('[TL7] holds the packages of every platform: npm leaves out those that a registry did not serve, and then npm ci refuses', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !placesOf(path, name).some((place) => place in packages)),
    )
    expect(missing).toEqual([])
  })

  it('[TL7] names no registry', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })
})

/** Where Node looks for a package from there: beside it, and in every folder above. */
function placesOf(path: string, name: string): string[] {
  const parts = path.split('/node_modules/')
  const above = parts.map((_, n) => parts.slice(0, parts.length - n).join('/node_modules/'))
  return [...above.filter(Boolean).map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`]
}
