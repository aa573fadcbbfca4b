import type { BrowserContext, Page } from '@playwright/test'
import { addBuilding, expectPending, openBuilding, save, sendBuilding, signIn } from './harness/app.ts'
import type { FaultProxy } from './harness/fault-proxy.ts'
import type { TestServer } from './harness/server.ts'
import { expect, test } from './harness/test.ts'

test('[F70] the server dies, three records are entered, the app is opened again: each arrives once', async ({
  page,
  server,
  probe,
}) => {
  await signIn(page)
  const before = (await probe.rows('buildings')).length
  await server.kill()
  for (const name of ['North mill', 'South mill', 'West mill']) await addBuilding(page, name)
  await expectPending(page, 3)
  await page.reload()
  await expectPending(page, 3)

  await server.start()
  await expectPending(page, 0, { timeout: 30_000 })
  for (const name of ['North mill', 'South mill', 'West mill']) {
    expect((await probe.rowNamed('buildings', name)).version).toBe(1)
  }
  expect(await probe.rows('buildings')).toHaveLength(before + 3)
})

/** Two ways to be cut off, and the way back. */
const cuts: readonly { name: string; cut: (at: Place) => Promise<void>; mend: (at: Place) => Promise<void> }[] = [
  { name: 'offline', cut: ({ context }) => context.setOffline(true), mend: ({ context }) => context.setOffline(false) },
  { name: 'with the server dead', cut: ({ server }) => server.kill(), mend: ({ server }) => server.start() },
]

interface Place {
  readonly context: BrowserContext
  readonly server: TestServer
}

for (const { name, cut, mend } of cuts) {
  test(`[F70] ${name}, five edits of one record leave as one change`, async ({
    page,
    context,
    server,
    network,
    probe,
  }) => {
    await signIn(page)
    const { id, version } = await sendBuilding(page, probe, 'Lime kiln')
    const sentBefore = sentChanges(network).length

    await cut({ context, server })
    await openBuilding(page, 'Lime kiln')
    for (const floors of ['1', '2', '3', '4', '5']) await edit(page, 'Floors', floors)
    await expectPending(page, 1)
    await mend({ context, server })
    await expectPending(page, 0, { timeout: 30_000 })

    const row = await probe.rowNamed('buildings', 'Lime kiln')
    expect(row).toMatchObject({ id, floors: 5, version: version + 1 })
    expect(sentChanges(network).slice(sentBefore)).toMatchObject([{ id, op: 'update', data: { floors: 5 } }])
  })

  test(`[F70] ${name}, a record that is created and deleted is never sent`, async ({
    page,
    context,
    server,
    network,
    probe,
  }) => {
    await signIn(page)
    const before = await probe.rows('buildings')
    await cut({ context, server })
    await addBuilding(page, 'Brick kiln')
    await expectPending(page, 1)
    await openBuilding(page, 'Brick kiln')
    await deleteOpenRecord(page)
    await expectPending(page, 0)
    await addBuilding(page, 'Glass kiln')
    await expectPending(page, 1)
    await mend({ context, server })
    await expectPending(page, 0, { timeout: 30_000 })

    expect(sentChanges(network)).toMatchObject([{ op: 'create', data: { name: 'Glass kiln' } }])
    expect(await probe.rows('buildings')).toHaveLength(before.length + 1)
  })
}

async function edit(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value)
  await save(page)
}

async function deleteOpenRecord(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const dialog = page.getByRole('dialog')
  if (await dialog.isVisible()) await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
}

/** Every change that ever left the device, repeats of the same bytes counted once. */
function sentChanges({ calls }: FaultProxy): unknown[] {
  const changes = calls.filter(({ path }) => path === '/api/sync/push').flatMap(({ body }) => changesOf(body))
  return [...new Set(changes.map((change) => JSON.stringify(change)))].map((text): unknown => JSON.parse(text))
}

function changesOf(body: string): unknown[] {
  const { changes } = JSON.parse(body) as { changes: unknown[] }
  return changes
}
