import { i18n } from '@lingui/core'
import { useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ImportDialog } from './import-dialog.tsx'

/** Reads a file that "Export all" has saved, and asks before it takes anything in. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  return (
    <>
      <Button onClick={() => input.current?.click()}>{i18n.t('Import')}</Button>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        aria-label={i18n.t('File to import')}
        tabIndex={-1}
        hidden
        onChange={({ currentTarget }) => {
          setFile(currentTarget.files?.[0])
          // The same file may be chosen again.
          currentTarget.value = ''
        }}
      />
      {file && <ImportDialog file={file} onClose={() => setFile(undefined)} />}
    </>
  )
}
