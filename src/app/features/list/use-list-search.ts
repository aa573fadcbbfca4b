import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type ListSearch, parseListSearch } from './list-search.ts'

/** So long after the last key the address follows: to change it renders everything that looks at it. */
const ADDRESS_AFTER_MS = 300

/** What is asked of the list: at once what was typed last, which the address says a moment later; else what the address says. */
export function useListSearch(): { search: ListSearch; ask: (next: ListSearch) => void } {
  const router = useRouter()
  const address = parseListSearch(useSearch({ strict: false }))
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
  const ask = (next: ListSearch) => {
    setAsked(next)
    clearTimeout(timer.current)
    // Within one list: another search is not another place.
    timer.current = setTimeout(() => void router.navigate({ to: '.', search: next, replace: true }), ADDRESS_AFTER_MS)
  }
  return { search: asked ?? address, ask }
}

function nameOf({ q, filter, sort }: ListSearch): string {
  return JSON.stringify([q, filter, sort])
}
