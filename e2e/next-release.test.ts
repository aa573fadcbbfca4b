import type { Page } from '@playwright/test'
import { addBuilding, expectPending, openBuilding, save, sendBuilding, signIn } from './harness/app.ts'
import { buildRelease } from './harness/release.ts'
import { createTestServer } from './harness/server.ts'
import { expect, test } from './harness/test.ts'

/** Buildings have a grade; what was closed is inactive by now. */
const NEXT = {
  'contract/models/index.ts': ['SCHEMA = 1', 'SCHEMA = 2'],
  'contract/models/building.ts': [
    "floors: { kind: 'integer', label: 'Floors' },",
    "floors: { kind: 'integer', label: 'Floors' }, grade: { kind: 'text', label: 'Grade' },",
  ],
  'server/satchel.ts': [
    'schema: SCHEMA,',
    `schema: SCHEMA, lifts: [{ from: 1, model: 'buildings', lift: (data) => data['status'] === 'closed' ? { ...data, status: 'inactive' } : data }],`,
  ],
} as const

test('[RL11] [F46] [F22] what an old release left unsent, the next one opens, lifts and sends; a release that is newer than the server says so and waits', async ({
  page,
  context,
  server,
  network,
  probe,
}) => {
  test.setTimeout(180_000)
  const building = buildRelease(NEXT)
  await signIn(page)
  await sendBuilding(page, probe, 'Old mill')
  network.set({ kind: 'reset' })
  await edit(page, 'Floors', '3')
  await addBuilding(page, 'New mill')
  await page.getByLabel('Status', { exact: true }).selectOption('closed')
  await save(page)
  await expectPending(page, 2)
  // Stays with the old release.
  const old = await context.newPage()
  await old.goto('/')
  await expectPending(old, 2)

  const release = await building
  const { port, origin, dataFolder } = server
  const next = await createTestServer({ port, origin, dataFolder, build: release.folder })
  try {
    await server.kill()
    await next.start()
    await page.reload()
    await page.getByRole('button', { name: 'Update', exact: true }).click()
    await openBuilding(page, 'New mill')
    await expect(page.getByLabel('Grade', { exact: true })).toHaveValue('')
    await expectPending(page, 2)
    network.set({ kind: 'none' })
    await expectPending(page, 0, { timeout: 30_000 })
    expect(await probe.rowNamed('buildings', 'Old mill')).toMatchObject({ floors: 3, version: 2 })
    expect(await probe.rowNamed('buildings', 'New mill')).toMatchObject({ status: 'inactive', version: 1 })

    // What the old release does not know it leaves alone.
    await edit(page, 'Grade', 'A')
    await expectPending(page, 0)
    await openBuilding(old, 'New mill')
    await edit(old, 'Floors', '7')
    await expectPending(old, 0)
    expect(await probe.rowNamed('buildings', 'New mill')).toMatchObject({ grade: 'A', floors: 7, version: 3 })

    // The server goes back.
    await next.kill()
    await server.start()
    await edit(page, 'Grade', 'B')
    await expect(page.getByText('Update Satchel to send').first()).toBeVisible({ timeout: 30_000 })
    await expectPending(page, 1)
    expect(await probe.rowNamed('buildings', 'New mill')).toMatchObject({ grade: 'A', version: 3 })
    await server.kill()
    await next.start()
    await page.reload()
    await expectPending(page, 0, { timeout: 30_000 })
    expect(await probe.rowNamed('buildings', 'New mill')).toMatchObject({ grade: 'B', floors: 7, version: 4 })
  } finally {
    await next.kill()
    await release.dispose()
  }
})

async function edit(page: Page, label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value)
  await save(page)
}
