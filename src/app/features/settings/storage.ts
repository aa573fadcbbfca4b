import { i18n } from '@lingui/core'

/** How much of the browser's storage the app uses, and whether the browser may clear it. */
export interface StorageState {
  readonly usedBytes: number
  readonly quotaBytes: number
  readonly isPersistent: boolean
}

/** From here on the header says "Storage nearly full". */
const NEARLY_FULL = 0.9

/** @returns undefined if the browser does not tell */
export async function readStorage(): Promise<StorageState | undefined> {
  // Absent in some browsers and in insecure contexts, whatever the types say.
  const storage: StorageManager | undefined = navigator.storage
  if (!storage?.estimate) return undefined
  const { usage = 0, quota = 0 } = await storage.estimate()
  return { usedBytes: usage, quotaBytes: quota, isPersistent: (await storage.persisted?.()) ?? false }
}

export function isNearlyFull({ usedBytes, quotaBytes }: StorageState): boolean {
  return quotaBytes > 0 && usedBytes / quotaBytes > NEARLY_FULL
}

/** The browser's answer to the wish to keep the storage. */
export function persistText(isKept: boolean): string {
  return isKept
    ? i18n.t('The browser has promised to keep it.')
    : i18n.t('The browser did not promise it. Installing Satchel usually helps.')
}
