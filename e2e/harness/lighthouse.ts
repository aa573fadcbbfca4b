import { chromium } from '@playwright/test'
import lighthouse from 'lighthouse'
import { findBrowser } from '../../scripts/find-browser.mjs'
import { freePort } from './server.ts'

export interface Audit {
  /** Category → 0 to 100. */
  readonly scores: { readonly [category: string]: number }
  /** What is less than perfect in categories other than performance: `id: title`. */
  readonly faults: readonly string[]
}

/** Looks at a page with Lighthouse, as a phone, in a browser of its own. */
export async function auditPage(url: string, categories: readonly string[]): Promise<Audit> {
  const port = await freePort()
  const browser = await chromium.launch({
    executablePath: (await findBrowser()) ?? '',
    // Containers have no user namespaces for its sandbox; only our own server's pages are opened.
    chromiumSandbox: false,
    args: [`--remote-debugging-port=${port}`],
  })
  try {
    const result = await lighthouse(url, { port, onlyCategories: [...categories], logLevel: 'error' })
    if (!result) throw new Error('Lighthouse has no result')
    const { lhr } = result
    const found = Object.entries(lhr.categories)
    return {
      scores: Object.fromEntries(found.map(([name, { score }]) => [name, Math.round((score ?? 0) * 100)])),
      faults: found
        .filter(([name]) => name !== 'performance')
        .flatMap(([, { auditRefs }]) => auditRefs)
        .flatMap(({ id, weight }) => {
          const audit = lhr.audits[id]
          return weight > 0 && audit?.score === 0 ? [`${id}: ${audit.title}`] : []
        }),
    }
  } finally {
    await browser.close()
  }
}
