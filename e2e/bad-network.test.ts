import { addBuilding, expectPending, fillSignIn, signIn } from './harness/app.ts'
import type { Fault } from './harness/faults.ts'
import { expect, test } from './harness/test.ts'

const faults: readonly { readonly title: string; readonly fault: Fault; readonly path: string }[] = [
  {
    title: '[F1] the connection is cut after the server committed',
    fault: { kind: 'cutAfterCommit' },
    path: '/api/sync/push',
  },
  { title: '[F32] a captive portal answers 200 with a page', fault: { kind: 'portal' }, path: '/api/health' },
  {
    title: '[F9] the server answers 503 with Retry-After',
    fault: { kind: 'unavailable', retryAfterSeconds: 2 },
    path: '/api/health',
  },
  { title: '[F10] a black hole: accepted, and never answered', fault: { kind: 'blackHole' }, path: '/api/health' },
  { title: '[F10] connections are reset', fault: { kind: 'reset' }, path: '/api/health' },
]

for (const { title, fault, path } of faults) {
  test(`${title}: nothing is lost, nothing doubled`, async ({ page, network, probe }) => {
    await signIn(page)
    const before = (await probe.rows('buildings')).length
    network.set(fault)
    const names = ['East weir', 'Upper weir', 'Lower weir']
    for (const name of names) await addBuilding(page, name)
    await expect.poll(() => network.calls.some((call) => call.fault === fault.kind && call.path === path)).toBe(true)
    await expectPending(page, 3)

    network.set({ kind: 'none' })
    await expectPending(page, 0, { timeout: 60_000 })
    for (const name of names) expect((await probe.rowNamed('buildings', name)).version).toBe(1)
    expect(await probe.rows('buildings')).toHaveLength(before + names.length)
  })
}

test('[F34] the session ends in mid-drain: nothing is dropped, one prompt, the same records go on', async ({
  page,
  context,
  network,
  probe,
}) => {
  await signIn(page)
  network.set({ kind: 'latency', delayMs: 1_000 })
  const pushing = network.nextCall('/api/sync/push')
  await addBuilding(page, 'First lock')
  await pushing
  await context.clearCookies()
  await addBuilding(page, 'Second lock')
  await addBuilding(page, 'Third lock')
  await expect(page.getByText('Sign in to send').first()).toBeVisible({ timeout: 30_000 })
  await expectPending(page, 2)

  network.set({ kind: 'none' })
  await page.getByText('Sign in to send').first().click()
  await fillSignIn(page)
  await expectPending(page, 0, { timeout: 30_000 })
  for (const name of ['First lock', 'Second lock', 'Third lock']) {
    expect((await probe.rowNamed('buildings', name)).version).toBe(1)
  }
})
