import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import type { PendingExport } from '../../../sync/device/export-file.ts'
import { Button } from '../../ui/button.tsx'

/** The storage cannot be opened or read: what happened, what is safe, what to do; and a file of whatever can still be read of it. */
export function Broken() {
  return (
    <main className="mx-auto flex max-w-md flex-col items-start gap-4 p-6">
      <img src="/icons/icon.svg" width="48" height="48" alt="" />
      <h1 className="text-20 font-semibold">{i18n.t('Satchel cannot open its storage')}</h1>
      <p>
        {i18n.t(
          'This browser gives it none. What was saved before is still there. Leave private mode, free some space or close other tabs of Satchel, then reload.',
        )}
      </p>
      <Button look="primary" onClick={() => location.reload()}>
        {i18n.t('Load again')}
      </Button>
      <Rescue />
    </main>
  )
}

/** Offers what waits, of everybody who has data in this browser, as far as it can be read without the app. */
function Rescue() {
  const [found, setFound] = useState<readonly PendingExport[]>()
  const [saved, setSaved] = useState<string>()
  useEffect(() => {
    let ended = false
    void import('../../../db/export-all.ts')
      .then(({ exportEverything }) => exportEverything())
      .then((exports) => !ended && setFound(exports))
    return () => {
      ended = true
    }
  }, [])
  if (!found) return null
  if (found.length === 0)
    return <p className="text-15 text-muted">{i18n.t('No unsent work could be read from here.')}</p>
  const save = async () => {
    const { downloadExports } = await import('../pending/download-exports.ts')
    setSaved(downloadExports(found))
  }
  return (
    <>
      <p>
        {i18n.t('Work that is not on the server yet can still be read. Save it as a file before you clear anything.')}
      </p>
      <Button onClick={() => void save()}>{i18n.t('Export all')}</Button>
      <p role="status" className="text-15">
        {saved}
      </p>
    </>
  )
}
