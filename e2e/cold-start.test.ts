import { addBuilding, expectPending, goToList, openBuilding, sendBuilding, signIn } from './harness/app.ts'
import { expect, test } from './harness/test.ts'

test('[SW1] [F70] the app opens from a cold browser with the server dead, at every address', async ({
  browserProcess,
  server,
  probe,
}) => {
  const first = await (await browserProcess.launch()).newPage()
  await signIn(first, { origin: server.origin })
  await sendBuilding(first, probe, 'Gate house')
  await openBuilding(first, 'Gate house')
  const address = first.url()
  await browserProcess.kill()
  await server.kill()

  const cold = await (await browserProcess.launch()).newPage()
  await cold.goto(address)
  await expect(cold.getByLabel('Name', { exact: true })).toHaveValue('Gate house')
  for (const route of ['/', '/buildings', '/buildings/new', '/payments', '/settings']) {
    await cold.goto(server.origin + route)
    await expectPending(cold, 0)
  }
})

test('[SW13] a start does not wait for a worker that sleeps, and an address with a search opens through it', async ({
  page,
  context,
  server,
}) => {
  await signIn(page)
  await server.kill()
  const devtools = await context.newCDPSession(page)
  await devtools.send('ServiceWorker.enable')
  for (const [address, source] of [
    ['/buildings', 'cache'],
    ['/buildings?q=a', ''],
  ]) {
    await devtools.send('ServiceWorker.stopAllWorkers')
    await page.goto(address ?? '')
    await expect(page.getByRole('searchbox', { name: 'Search' })).toBeVisible()
    expect(await page.evaluate(routerSources)).toEqual({ page: source, files: ['cache'], isControlled: true })
  }

  /** Who answered for the page, and for its scripts and styles; '' is the worker. */
  function routerSources() {
    const sourceOf = (
      entry: PerformanceEntry & { readonly workerFinalSourceType?: string; readonly workerFinalRouterSource?: string },
    ) => entry.workerFinalRouterSource ?? entry.workerFinalSourceType
    const files = performance.getEntriesByType('resource').filter(({ name }) => /\.(js|css)$/.test(name))
    return {
      page: performance.getEntriesByType('navigation').map(sourceOf).join(),
      files: [...new Set(files.map(sourceOf))],
      isControlled: navigator.serviceWorker.controller !== null,
    }
  }
})

test('[SW2] the worker never answers for the API', async ({ page, server }) => {
  await signIn(page)
  await server.kill()
  const outcome = await page.evaluate(() =>
    fetch('/api/health').then(
      (response) => response.status,
      () => 'unreachable',
    ),
  )
  expect(outcome).toBe('unreachable')
})

test('[TL5] the browser finds nothing that keeps the app from being installed', async ({ browserProcess, server }) => {
  // Not in a private window: that alone is a reason.
  const context = await browserProcess.launch()
  const page = await context.newPage()
  await signIn(page, { origin: server.origin })
  const devtools = await context.newCDPSession(page)
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
  const { errors } = await devtools.send('Page.getAppManifest')
  expect(errors).toEqual([])
})

test('[UI1] two people see each other’s saves live', async ({ page, browser, server }) => {
  const bens = await browser.newContext({ baseURL: server.origin })
  const ben = await bens.newPage()
  await signIn(page)
  await signIn(ben, { email: 'ben@demo.test' })
  await goToList(page)
  await goToList(ben)
  await page.getByRole('searchbox', { name: 'Search' }).fill('lighthouse')
  await ben.getByRole('searchbox', { name: 'Search' }).fill('lighthouse')

  await addBuilding(ben, 'Lighthouse of Ben')
  await expect(page.getByRole('link', { name: 'Lighthouse of Ben' })).toBeVisible()
  await goToList(ben)
  await ben.getByRole('searchbox', { name: 'Search' }).fill('lighthouse')
  await addBuilding(page, 'Lighthouse of Ana')
  await expect(ben.getByRole('link', { name: 'Lighthouse of Ana' })).toBeVisible()
  await bens.close()
})

test('[TL14] every script of the app asks to be compiled whole, beside the page’s thread', async ({ server }) => {
  const fetched = async (path: string) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).text()
  const start = /<script type="module"[^>]* src="([^"]+)"/.exec(await fetched('/index.html'))?.[1] ?? ''
  const code = await fetched(start)
  const pages = [...code.matchAll(/assets\/[\w-]+\.js/g)].map(([path]) => `/${path}`)
  expect(pages.length).toBeGreaterThan(5)
  for (const text of [code, ...(await Promise.all(pages.map(fetched)))])
    expect(text.slice(0, 40)).toMatch(/^\/\/# allFunctionsCalledOnLoad\n/)
})
