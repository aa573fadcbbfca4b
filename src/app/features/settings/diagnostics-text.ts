import type { Diagnostics } from '../../../db/local-api.ts'
import type { SyncEvent } from '../../../sync/core/types.ts'
import type { StorageState } from './storage.ts'
import { eventText } from './event-text.ts'
import { withoutContents } from './without-contents.ts'

export interface DiagnosticsContext {
  readonly version: string
  readonly userId: string
  readonly scope: string
  /** RFC 3339. */
  readonly at: string
  readonly browser: string
  readonly languages: readonly string[]
  readonly onLine: boolean
  readonly hasWorker: boolean
  readonly storage: StorageState | undefined
}

/**
 * Plain text for somebody who helps: what this is, how it stands, what happened. The session's cookie is out of reach of every script.
 * @param contents what the records hold; left out, only its kind and length are told
 */
export function diagnosticsText(
  diagnostics: Diagnostics,
  about: DiagnosticsContext,
  contents: 'left out' | 'kept',
): string {
  const { deviceId, device, records, entries, events } = diagnostics
  const { storage } = about
  const lines = [
    `Satchel ${about.version}`,
    `at: ${about.at}`,
    `device: ${deviceId}`,
    `account: ${about.userId}, workspace: ${about.scope}`,
    `browser: ${about.browser}`,
    `languages: ${about.languages.join(', ')}; online: ${about.onLine}; worker: ${about.hasWorker}`,
    storage
      ? `storage: ${storage.usedBytes} of ${storage.quotaBytes} bytes, persistent: ${storage.isPersistent}`
      : 'storage: not told',
    '',
    'Records on this device',
    ...pairs(records),
    '',
    'Waiting',
    ...(Object.keys(entries).length === 0 ? ['  nothing'] : pairs(entries)),
    '',
    'State',
    ...pairs(device),
    '',
    `Events (${events.length}, newest first)`,
    ...events.map((event) => `  ${event.at} ${event.kind}: ${eventText(event)} ${detailText(event, contents)}`),
  ]
  return `${lines.join('\n')}\n`
}

function detailText({ detail }: SyncEvent, contents: 'left out' | 'kept'): string {
  return JSON.stringify(contents === 'kept' ? detail : withoutContents(detail))
}

function pairs(values: { readonly [name: string]: unknown }): string[] {
  return Object.entries(values).map(
    ([name, value]) => `  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
}
