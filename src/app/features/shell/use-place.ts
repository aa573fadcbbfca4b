import { useMatches } from '@tanstack/react-router'
import type { Model } from '../../../../contract/model.ts'
import { models } from '../../../../contract/models/index.ts'

export interface Place {
  readonly model: Model | undefined
  /** Which record; undefined also where a new one is begun. */
  readonly id: string | undefined
  /** A record's form is open, or a new one's. */
  readonly isRecord: boolean
  /** As router.tsx has it. */
  readonly routeId: string
}

/**
 * Where the person is. By the screen that stands there, not by the address, which is ahead of it: on the way from one record's
 * form to another a phone would show the list for a moment, and a form in use would lose the focus.
 */
export function usePlace(): Place {
  const { routeId, name, id } = useMatches({
    structuralSharing: true,
    select: (matches) => {
      const screen = matches.at(-1)
      const params: { readonly model?: string; readonly id?: string } = screen?.params ?? {}
      return { routeId: screen?.routeId ?? '', name: params.model, id: params.id }
    },
  })
  return {
    model: name === undefined ? undefined : models.get(name),
    id,
    isRecord: routeId === '/$model/new' || routeId === '/$model/$id',
    routeId,
  }
}
