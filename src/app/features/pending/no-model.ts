import type { Model } from '../../../../contract/model.ts'

/** Stands in for a model that this build does not know: it has no fields, and refers to nothing. */
export const NO_MODEL: Model = {
  name: '',
  label: '',
  plural: '',
  title: [],
  subtitle: [],
  search: [],
  filters: [],
  fields: {},
}
