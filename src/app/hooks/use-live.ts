import { useEffect, useEffectEvent, useState } from 'react'
import type { Satchel } from '../../db/local-api.ts'
import { keepSame } from './keep-same.ts'
import { useSatchel } from './satchel-context.ts'

/** What was read last, and for which question. */
export interface Live<T> {
  readonly key: string
  readonly value: T
}

/**
 * Reads from the device now, and again after every change in any tab or worker. The last answer stays while a new question is
 * being read, so that a list does not blink; compare `key` where an old answer would be wrong. Parts of the answer that are as
 * they were stay the same objects.
 * @param key names the question; another key asks anew
 * @returns undefined until the first answer
 * @throws what `read` throws, while rendering
 */
export function useLive<T>(key: string, read: (satchel: Satchel) => Promise<T>): Live<T> | undefined {
  const satchel = useSatchel()
  const [live, setLive] = useState<Live<T>>()
  const [failure, setFailure] = useState<{ readonly cause: unknown }>()
  const readNow = useEffectEvent(() => read(satchel))
  useEffect(() => {
    let ended = false
    let reading = false
    let changed = false
    const refresh = async () => {
      changed = true
      if (reading) return
      reading = true
      while (changed && !ended) {
        changed = false
        // oxlint-disable-next-line no-await-in-loop -- one read at a time: an older answer never follows a newer one
        const value = await readNow()
        if (!ended) setLive((before) => keepSame(before, { key, value }))
      }
      reading = false
    }
    const start = () => void refresh().catch((cause: unknown) => !ended && setFailure({ cause }))
    const stop = satchel.onChange(start)
    start()
    return () => {
      ended = true
      stop()
    }
  }, [satchel, key])
  if (failure) throw failure.cause
  return live
}
