import { useRouter, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { type ListSearch, parseListSearch } from './list-search.ts'

/** So long after the last key the address follows: to change it renders everything that looks at it. */
const ADDRESS_AFTER_MS = 300

/**
 * What is asked of the list: at once what was typed last, which the address says a moment later; else what the address says. Both
 * are the same objects as long as they say the same.
 */
export function useListSearch(): {
  search: ListSearch
  ask: (next: ListSearch) => void
  /** What `search` is at that moment, for whoever does not look at it before; the same function as long as the list is open. */
  searchNow: () => ListSearch
} {
  const router = useRouter()
  const said = useSearch({ strict: false })
  const address = useMemo(() => parseListSearch(said), [said])
  const [asked, setAsked] = useState<ListSearch>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const follow = useEffectEvent((next: ListSearch) => {
    if (asked && nameOf(next) === nameOf(asked)) return
    clearTimeout(timer.current)
    setAsked(undefined)
  })
  useEffect(() => {
    // Whoever goes elsewhere meanwhile, also to the same list opened anew, is not brought back.
    const stop = router.subscribe('onBeforeNavigate', ({ toLocation }) => follow(parseListSearch(toLocation.search)))
    return () => {
      stop()
      clearTimeout(timer.current)
    }
  }, [router])
  const ask = useCallback(
    (next: ListSearch) => {
      setAsked(next)
      clearTimeout(timer.current)
      // Within one list: another search is not another place.
      timer.current = setTimeout(() => void router.navigate({ to: '.', search: next, replace: true }), ADDRESS_AFTER_MS)
    },
    [router],
  )
  const search = asked ?? address
  const latest = useRef(search)
  useEffect(() => {
    latest.current = search
  }, [search])
  const searchNow = useCallback(() => latest.current, [])
  return { search, ask, searchNow }
}

function nameOf({ q, filter, sort }: ListSearch): string {
  return JSON.stringify([q, filter, sort])
}
