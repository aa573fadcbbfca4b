import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Client } from 'pg'
import { beforeEach, inject } from 'vitest'

/** Makes every test of a file say why it does not run, where there is no PostgreSQL. */
export function needsPostgres(): void {
  const postgres = inject('postgres')
  beforeEach(({ skip }) => {
    if ('absent' in postgres) skip(postgres.absent)
  })
}

/** An empty PostgreSQL database. */
export interface TestDatabase {
  readonly url: string
  /** Nobody uses it any more: another test of the file may have it. */
  release(): void
}

const released: string[] = []

export async function takeTestDatabase(): Promise<TestDatabase> {
  const used = released.pop()
  // Emptying one is much faster than making one.
  if (used !== undefined) await empty(used)
  const url = used ?? (await createDatabase())
  return { url, release: () => void released.push(url) }
}

async function createDatabase(): Promise<string> {
  const postgres = inject('postgres')
  if ('absent' in postgres) throw new Error(postgres.absent)
  const url = await text(connect(postgres.socket))
  if (url === '') throw new Error('PostgreSQL did not start')
  return url
}

async function empty(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('drop schema public cascade; create schema public')
  await client.end()
}
