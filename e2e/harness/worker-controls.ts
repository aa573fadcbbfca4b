import type { BrowserContext, Page } from '@playwright/test'

/** What the browser itself does with the app's worker, without a page. */
export interface WorkerControls {
  stop(): Promise<unknown>
  /** Background Sync has a network for this tag. */
  sync(tag: string): Promise<unknown>
  periodicSync(tag: string): Promise<unknown>
}

/** @param page where the worker is registered @param origin the app's */
export async function createWorkerControls(
  context: BrowserContext,
  page: Page,
  origin: string,
): Promise<WorkerControls> {
  const devtools = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations: [first] }) => {
      if (first) resolve(first.registrationId)
    }),
  )
  await devtools.send('ServiceWorker.enable')
  const about = { origin: `${origin}/`, registrationId: await registered }
  return {
    stop: () => devtools.send('ServiceWorker.stopAllWorkers'),
    sync: (tag) => devtools.send('ServiceWorker.dispatchSyncEvent', { ...about, tag, lastChance: false }),
    periodicSync: (tag) => devtools.send('ServiceWorker.dispatchPeriodicSyncEvent', { ...about, tag }),
  }
}
