import type { Page } from '@playwright/test'

/** Ballast in the storage of the page's origin. */
export interface StorageBallast {
  /** Writes until the browser refuses the smallest piece. @returns by which error */
  fill(): Promise<string>
  /** Gives the room back. */
  drop(): Promise<void>
}

/**
 * What this origin may store from now on. The browser believes it only if it is said before there is much, and counts what lies on
 * the disk, compressed: ballast is noise.
 */
export async function limitStorage(page: Page, origin: string, bytes: number): Promise<StorageBallast> {
  const browser = await page.context().newCDPSession(page)
  const allow = (quotaSize: number) => browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize })
  await allow(bytes)
  return {
    fill: async () => {
      await page.evaluate(fillUntilRefused)
      // What the browser tidies up on the disk meanwhile makes no room.
      await allow(bytes / 2)
      return page.evaluate(fillUntilRefused)
    },
    drop: async () => {
      await allow(bytes)
      await page.evaluate(deleteBallast)
    },
  }
}

/** Runs in the page. */
async function fillUntilRefused(): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('ballast')
    opening.onupgradeneeded = () => opening.result.createObjectStore('noise', { autoIncrement: true })
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  let refusal = ''
  for (const size of [1 << 19, 1 << 16, 1 << 12, 1 << 8]) {
    refusal = ''
    while (refusal === '') refusal = await add(size)
  }
  database.close()
  return refusal

  function add(size: number): Promise<string> {
    const noise = new Uint8Array(size)
    // As much as it gives at once.
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536))
    return new Promise((resolve) => {
      const tx = database.transaction('noise', 'readwrite')
      tx.oncomplete = () => resolve('')
      tx.onabort = () => resolve(tx.error?.name ?? 'aborted')
      tx.objectStore('noise').add(noise)
    })
  }
}

/** Runs in the page. */
function deleteBallast(): Promise<void> {
  return new Promise((resolve, reject) => {
    const deleting = indexedDB.deleteDatabase('ballast')
    deleting.onsuccess = () => resolve()
    deleting.onerror = () => reject(deleting.error)
  })
}
