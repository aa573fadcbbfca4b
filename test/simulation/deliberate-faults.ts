/** What the simulation must find, each switched on alone. The substitutes do it, by name. */
export const DELIBERATE_FAULTS: readonly { readonly name: string }[] = [{ name: 'a mark is not checked' }]
