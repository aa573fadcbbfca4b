import { createServer, type Server } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Cluster, startCluster } from './cluster.ts'
import { findPostgres } from '../../scripts/find-postgres.mjs'

// One PostgreSQL for all test files, started by the first that asks. Whoever connects to the socket is told the address of a
// new database.

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { readonly socket: string } | { readonly absent: string }
  }
}

let folder: string | undefined
let server: Server | undefined
let cluster: Promise<Cluster> | undefined

export async function setup(project: TestProject): Promise<void> {
  const programs = findPostgres()
  if ('absent' in programs) return project.provide('postgres', programs)
  folder = mkdtempSync(join(tmpdir(), 'satchel-test-pg-'))
  const socket = join(folder, 'ask')
  server = createServer((connection) => {
    cluster ??= startCluster({ isDurable: false })
    cluster
      .then((started) => started.createDatabase())
      .then(
        (url) => connection.end(url),
        (error: Error) => connection.destroy(error),
      )
  })
  server.on('error', (error) => console.error(error)).listen(socket)
  project.provide('postgres', { socket })
}

export async function teardown(): Promise<void> {
  server?.close()
  await (await cluster)?.dispose()
  if (folder !== undefined) rmSync(folder, { recursive: true })
}
