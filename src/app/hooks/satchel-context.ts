import { createContext, useContext } from 'react'
import type { Satchel } from '../../db/local-api.ts'

export const SatchelContext = createContext<Satchel | undefined>(undefined)

/**
 * The data of the nearest `SatchelProvider`: what is written goes through this.
 * @throws Error outside of one
 */
export function useSatchel(): Satchel {
  const satchel = useContext(SatchelContext)
  if (!satchel) throw new Error('useSatchel: there is no SatchelProvider above')
  return satchel
}
