import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { addBuilding, expectPending, openBuilding, signIn } from './harness/app.ts'
import { createFaultProxy } from './harness/fault-proxy.ts'
import { createProbe } from './harness/probe.ts'
import { createTestServer } from './harness/server.ts'
import { expect } from './harness/test.ts'

/** A disk of its own that can be filled to its last byte. */
interface Disk {
  readonly folder: string
  fill(): void
  empty(): void
}

const MEGABYTES = 24

const test = base.extend<{ disk: Disk }>({
  disk: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'satchel-disk-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m`, 'tmpfs', folder])
    const ballast = join(folder, 'ballast')
    await use({ folder, fill: () => writeUntilFull(ballast), empty: () => rmSync(ballast) })
    // Lazily: a server that a failed test left may still be there.
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  },
})

test.skip(
  process.platform !== 'linux' || process.getuid?.() !== 0,
  'a small disk of its own needs root on Linux (mount -t tmpfs); a limit that SQLite sets itself would not show what the system does',
)

test('[RL7] [F48] the server’s disk is full: pushes wait, reads go on, nothing is half-written, and it goes on by itself', async ({
  page,
  disk,
}) => {
  test.setTimeout(180_000)
  const network = await createFaultProxy()
  const server = await createTestServer({ dataFolder: join(disk.folder, 'data'), origin: network.origin })
  network.connectTo(server.port)
  await server.start()
  try {
    const probe = await createProbe(server)
    await signIn(page, { origin: server.origin })
    await addBuilding(page, 'Dry dock')
    await expectPending(page, 0)
    const before = await probe.rows('buildings')

    disk.fill()
    // What the database has set aside takes a few more: large ones first, then whatever fits beside them.
    for (const length of [60_000, 4_000, 0]) {
      const description = 'x'.repeat(length)
      const refused = await firstRefusal((n) => probe.create('buildings', { name: `Ballast ${n}`, description }))
      expect(refused).toMatch(/^Error: \/api\/sync\/push: 503 .*"UNAVAILABLE"/)
    }
    const pushed = network.nextCall('/api/sync/push')
    const names = ['Wet dock', 'Slipway', 'Rope walk']
    // A refused push leaves less room than it asked for; these ask for more.
    for (const name of names) await addBuilding(page, name, 'x'.repeat(40_000))
    await pushed
    await expectPending(page, names.length)
    const during = await probe.rows('buildings')
    expect(during.filter(({ name }) => names.includes(String(name)))).toEqual([])
    expect(during.slice(0, before.length)).toEqual(before)
    await openBuilding(page, 'Dry dock')

    // Also one that is killed and started in that state.
    await server.kill()
    await server.start()
    expect(await probe.rows('buildings')).toEqual(during)

    disk.empty()
    await expectPending(page, 0, { timeout: 30_000 })
    for (const name of names) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
    expect(await probe.rows('buildings')).toHaveLength(during.length + names.length)
  } finally {
    await server.dispose()
    await network.close()
  }
})

/** @returns what the first push that did not work was told */
async function firstRefusal(push: (n: number) => Promise<unknown>): Promise<string> {
  for (let n = 0; n < 200; n++) {
    const refusal = await push(n).then(
      () => undefined,
      (error: unknown) => String(error),
    )
    if (refusal !== undefined) return refusal
  }
  throw new Error('the disk never became full')
}

function writeUntilFull(path: string): void {
  const file = openSync(path, 'a')
  try {
    for (const size of [65_536, 4_096, 1]) {
      const bytes = Buffer.alloc(size)
      try {
        for (;;) writeSync(file, bytes)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
      }
    }
  } finally {
    closeSync(file)
  }
}
