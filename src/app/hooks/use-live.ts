import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Satchel } from '../../db/local-api.ts'
import type { Stored } from '../../sync/ports.ts'
import { mayChange } from '../../sync/stored.ts'
import { afterPaint, isPictureOwed } from '../after-paint.ts'
import { renderNow } from '../one-picture.ts'
import { keepSame } from './keep-same.ts'
import { useSatchel } from './satchel-context.ts'

/** What was read last, and for which question. */
export interface Live<T> {
  readonly key: string
  readonly value: T
}

/**
 * A drain stores several times in a row, and every reading stands in its way. So soon after one change, those of others are read
 * together.
 */
const TOGETHER_MS = 200

/**
 * Reads from the device now, and again after every change in any tab or worker. The last answer stays while a new question is
 * being read, so that a list does not blink; compare `key` where an old answer would be wrong. Parts of the answer that are as
 * they were stay the same objects.
 * @param key names the question; another key asks anew
 * @param of what its answer is made of: it is not read again where only something else was stored
 * @param when `now`: a person waits for what has changed, and it is in the next picture; else it is read after that
 * @returns undefined until the first answer
 * @throws what `read` throws, while rendering
 */
export function useLive<T>(
  key: string,
  read: (satchel: Satchel) => Promise<T>,
  of: Stored = 'all',
  when: 'now' | 'afterPaint' = 'afterPaint',
): Live<T> | undefined {
  const satchel = useSatchel()
  const [live, setLive] = useState<Live<T>>()
  const last = useRef<Live<T>>(undefined)
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
        if (ended) return
        const next = keepSame(last.current, { key, value })
        const isOther = next !== last.current
        if (when === 'now') renderNow(() => isOther && setLive(next))
        else if (isOther) setLive(next)
        last.current = next
      }
      reading = false
    }
    const start = () => void refresh().catch((cause: unknown) => !ended && setFailure({ cause }))
    let waits = false
    const startLater = () => {
      if (waits) return
      waits = true
      afterPaint(() => {
        waits = false
        start()
      })
    }
    let tookMs = Number.NEGATIVE_INFINITY
    let timer: ReturnType<typeof setTimeout> | undefined
    const take = (isOwnSave: boolean) => {
      tookMs = performance.now()
      // What others store between a save and its picture is not to delay it.
      if (when === 'now' && (isOwnSave || !isPictureOwed())) start()
      else startLater()
    }
    const takeTogether = () => {
      timer = undefined
      take(false)
    }
    const stop = satchel.onChange((stored, isOwnSave) => {
      if (!mayChange(of, stored)) return
      const waitMs = tookMs + TOGETHER_MS - performance.now()
      if (isOwnSave || waitMs <= 0) take(isOwnSave)
      else timer ??= setTimeout(takeTogether, waitMs)
    })
    start()
    return () => {
      ended = true
      clearTimeout(timer)
      stop()
    }
  }, [satchel, key, of, when])
  if (failure) throw failure.cause
  return live
}
