/** Rewrites the data of a change that was written under schema `from` so that it fits schema `from + 1`. */
export interface Lift {
  readonly from: number
  readonly model: string
  lift(data: { readonly [field: string]: unknown }): { readonly [field: string]: unknown }
}
