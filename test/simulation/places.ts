import { startCluster } from '../postgres/cluster.ts'
import type { Place } from './pool.ts'

/** Gives each of so many threads a place for its server's data; a PostgreSQL server lives as long as `work` takes. */
export async function onPlaces<T>(
  onPostgres: boolean,
  threads: number,
  work: (places: readonly Place[]) => Promise<T>,
): Promise<T> {
  if (!onPostgres) return work(Array<Place>(threads).fill('sqlite'))
  const cluster = await startCluster({ isDurable: false })
  try {
    const urls: { url: string }[] = []
    for (let n = 0; n < threads; n++) urls.push({ url: await cluster.createDatabase() })
    return await work(urls)
  } finally {
    await cluster.dispose()
  }
}
