import './light-platform.ts'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { takeCoverage } from './coverage.ts'
import type { Done, Place, Task } from './pool.ts'
import { postgresServerDatabase } from './postgres-database.ts'
import { runScenario } from './run-seed.ts'
import { generate } from './scenario.ts'
import { prepareTemplate, type ServerDatabase, sqliteServerDatabase } from './server-database.ts'
import { switchOn } from './switches.ts'

/** A worker thread: one world after the other. */
export async function serve(): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('not a worker')
  const place = workerData as Place // What `runPool` gives.
  const folder = await openFolder()
  port.on('message', async (message: Task | 'end') => {
    if (message !== 'end') return port.postMessage(await runTask(message, folder, place))
    rmSync(folder, { recursive: true, force: true })
    port.close()
  })
}

/** In memory, where the machine has such a place: a commit waits for no disk. */
export async function openFolder(): Promise<string> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'satchel-simulation-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  await prepareTemplate(folder)
  return folder
}

/** An empty one. */
export async function createServerDatabase(folder: string, place: Place): Promise<ServerDatabase> {
  return place === 'sqlite' ? sqliteServerDatabase(folder) : postgresServerDatabase(place.url)
}

async function runTask(task: Task, root: string, place: Place): Promise<Done> {
  const { seed, steps, store, fault } = task
  const folder = join(root, `${seed}`)
  mkdirSync(folder)
  const beganMs = performance.now()
  switchOn(fault)
  try {
    const { violations, step, hash, healedMs } = await runScenario(
      generate(seed, steps, store),
      await createServerDatabase(folder, place),
    )
    const [first] = violations
    const failure = first && { ...first, ...(step === undefined ? {} : { step }) }
    return about({ ...(failure && { failure }), hash, healedMs })
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return about({ failure: { oracle: 'nothing breaks', detail }, hash: '', healedMs: 0 })
  } finally {
    switchOn(undefined)
    rmSync(folder, { recursive: true, force: true })
  }

  function about(outcome: Omit<Done, 'task' | 'tookMs' | 'coverage'>): Done {
    return { task, ...outcome, tookMs: performance.now() - beganMs, coverage: takeCoverage() }
  }
}
