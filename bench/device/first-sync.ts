import { openDevice } from './open.ts'

/** Fills an empty device from the server. @returns ms from the engine's start until everything is stored, and how many rows */
export async function firstSync(userId: string): Promise<{ readonly ms: number; readonly rows: number }> {
  const { engine, satchel, connection } = await openDevice(userId, 'demo')
  const from = performance.now()
  const report = await engine.drain('started')
  const ms = performance.now() - from
  if (report.end.kind !== 'done') throw new Error(JSON.stringify(report))
  satchel.close()
  await connection.dexie.delete({ disableAutoOpen: true })
  return { ms, rows: report.pulled }
}
