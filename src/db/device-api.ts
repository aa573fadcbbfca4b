import type { TitleLookup } from '../../contract/label.ts'
import type { SyncContext } from '../sync/context.ts'
import type { DrainReport } from '../sync/drain-report.ts'
import { createTitleLookup } from './column/titles.ts'
import type { Connection } from './connection.ts'
import { changeSettings, confirmEntries } from './device-settings.ts'
import type { Drafts } from './drafts.ts'
import type { Lists } from './lists.ts'
import type { Satchel } from './local-api.ts'
import type { View } from './view.ts'

interface DeviceApiOptions {
  readonly connection: Connection
  readonly context: SyncContext
  readonly schema: number
  readonly drafts: Pick<Drafts, 'getDraft' | 'putDraft'>
  readonly lists: Pick<Lists, 'page'>
  readonly view: Pick<View, 'columns' | 'column'>
  /** Resolves when the saves so far are folded. */
  readonly folded: () => Promise<unknown>
  readonly wake: (reason: string) => Promise<DrainReport>
  /** These entries were decided about, and something may leave. */
  readonly decided: (entries: readonly number[]) => void
  readonly report: (error: unknown) => void
}

type DeviceApi = Pick<Satchel, 'confirm' | 'changeSettings' | 'diagnostics' | 'exportAll' | 'importAll'>

/** The part of the API that is about this device as a whole. What is seldom needed is loaded then. */
export function createDeviceApi(options: DeviceApiOptions): DeviceApi {
  const { context, view, folded, wake, decided, report } = options
  const { userId, scope } = options.connection
  // A name that cannot be read holds up no import.
  const titlesFor = async (names: readonly string[]): Promise<TitleLookup> => {
    // oxlint-disable-next-line no-await-in-loop -- loading is in turn anyway
    for (const name of new Set(names)) if (context.models.get(name)) await view.columns(name, false).catch(report)
    return createTitleLookup(view.column, () => undefined)
  }
  return {
    confirm: async (entries) => {
      await folded()
      await confirmEntries(context, entries)
      decided([])
    },
    changeSettings: async (change) => {
      if (await changeSettings(context, change)) void wake('asked').catch(report)
    },
    diagnostics: async () => {
      const { readDiagnostics } = await import('./diagnostics.ts')
      return readDiagnostics(context.store, context.models, options.lists)
    },
    exportAll: async () => {
      const { exportAll } = await import('./export-all.ts')
      return exportAll(userId, scope)
    },
    importAll: async (file, { isDryRun }) => {
      await folded()
      const { importPending } = await import('./import-pending.ts')
      const done = await importPending({ ...options, userId, scope, titlesFor }, file, isDryRun)
      if (!isDryRun) decided([])
      return done
    },
  }
}
