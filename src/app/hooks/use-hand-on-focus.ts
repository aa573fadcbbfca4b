import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * For what goes away by what is done in it: if the focus is in it then, the heading of the region it stands in has it, or the
 * screen's.
 */
export function useHandOnFocus<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null)
  useLayoutEffect(() => {
    const element = ref.current
    // It is still there when this runs.
    const heading = element?.closest('section')?.querySelector<HTMLElement>(':scope > * > h2[tabindex]')
    return () => {
      if (!element?.contains(document.activeElement)) return
      const next = heading ?? document.querySelector('h1')
      next?.focus({ preventScroll: true })
    }
  }, [])
  return ref
}
