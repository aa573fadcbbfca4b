/** Rewrites the data of a change that was written under schema `from` so that it fits schema `from + 1`. */
export interface Lift {
  readonly from: number
  readonly model: string
  lift(data: UnknownData): UnknownData
}

export type UnknownData = { readonly [field: string]: unknown }

/** The data of a change of schema `from`, as it would read under schema `to`. */
export function liftData(
  lifts: readonly Lift[],
  model: string,
  data: UnknownData,
  from: number,
  to: number,
): UnknownData {
  let lifted = data
  for (let schema = from; schema < to; schema++) {
    for (const step of lifts) if (step.from === schema && step.model === model) lifted = step.lift(lifted)
  }
  return lifted
}
