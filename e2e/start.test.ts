import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { freePort } from './harness/server.ts'

test('[TL1] [TL2] npm start serves, names the address and the accounts, and ends on SIGTERM', async () => {
  const port = await freePort()
  await withDataFolder(async (folder) => {
    const { child, output } = npmStart({ PORT: String(port), SATCHEL_DATA: folder })
    await expect.poll(output, { timeout: 60_000 }).toContain(`http://localhost:${port}`)
    expect(output()).toContain('ana@demo.test')
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('<title>Satchel</title>')

    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed')
  })
})

test('[TL2] a port that is taken, a bad variable and a data folder that is none are said plainly', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  try {
    await withDataFolder(async (folder) => {
      expect(await refusal({ PORT: port, SATCHEL_DATA: folder })).toContain(port)
      expect(await refusal({ PORT: 'eighty', SATCHEL_DATA: folder })).toContain('PORT must be a number')
      const file = join(folder, 'file')
      await writeFile(file, '')
      expect(await refusal({ PORT: '0', SATCHEL_DATA: file })).toContain(`${file}, which is not a folder`)
    })
  } finally {
    taken.close()
  }
})

/** What it says before it ends with code 1; no stack. */
async function refusal(env: Record<string, string>): Promise<string> {
  const { child, output } = npmStart(env)
  const [code] = (await once(child, 'exit')) as [number | null]
  expect(code).toBe(1)
  expect(output()).not.toMatch(/^\s+at /m)
  return output()
}

function npmStart(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, SATCHEL_ORIGIN: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)))
  return { child, output: () => text }
}

async function withDataFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'satchel-start-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
