import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { readStorage, type StorageState } from './storage.ts'

/** `12 MB used; the browser keeps it` */
export function StorageLine() {
  const [state, setState] = useState<StorageState>()
  useEffect(() => {
    let ended = false
    void readStorage().then((read) => !ended && setState(read))
    return () => {
      ended = true
    }
  }, [])
  if (!state) return i18n.t('This browser does not tell.')
  const megabytes = i18n.number(Math.ceil(state.usedBytes / 1_000_000))
  return state.isPersistent
    ? i18n.t('{megabytes} MB used. The browser has promised to keep it.', { megabytes })
    : i18n.t('{megabytes} MB used. The browser may clear it when space is short.', { megabytes })
}
