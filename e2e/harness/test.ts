import { test as base } from '@playwright/test'
import { type BrowserProcess, createBrowserProcess } from './browser-process.ts'
import { createFaultProxy, type FaultProxy } from './fault-proxy.ts'
import { createProbe, type Probe } from './probe.ts'
import { createTestServer, type TestServer } from './server.ts'

export interface Fixtures {
  /** A faulty network between browser and server, which passes everything until told otherwise. */
  network: FaultProxy
  /** A running server of this test's own, with the demo data. */
  server: TestServer
  /** Ben, who sees what the server really holds. */
  probe: Probe
  /** A browser of its own that can be killed; it knows the server by its origin only. */
  browserProcess: BrowserProcess
}

/** Every test has its own server, data, proxy and browser profile. */
export const test = base.extend<Fixtures>({
  network: async ({}, use) => {
    const network = await createFaultProxy()
    await use(network)
    await network.close()
  },
  server: async ({ network }, use, testInfo) => {
    const server = await createTestServer({ origin: network.origin })
    network.connectTo(server.port)
    await server.start()
    await use(server)
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server', { body: server.output(), contentType: 'text/plain' })
    }
    await server.dispose()
  },
  probe: async ({ server }, use) => use(await createProbe(server)),
  browserProcess: async ({}, use) => {
    const browserProcess = await createBrowserProcess()
    await use(browserProcess)
    await browserProcess.dispose()
  },
  baseURL: async ({ server }, use) => use(server.origin),
})

export { expect } from '@playwright/test'
