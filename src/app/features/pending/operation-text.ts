import { i18n } from '@lingui/core'
import type { Op } from '../../../../contract/change.ts'
import { models } from '../../../../contract/models/index.ts'
import { word } from '../../i18n/show-value.ts'

/** `update Building` */
export function operationText({ op, model }: { op: Op; model: string }): string {
  const label = modelWord(model)
  switch (op) {
    case 'create':
      return i18n.t('create {label}', { label })
    case 'update':
      return i18n.t('update {label}', { label })
    case 'delete':
      return i18n.t('delete {label}', { label })
  }
}

/** The model's label; its name if this build does not know it. */
export function modelWord(name: string): string {
  const model = models.get(name)
  return model ? word(model.label) : name
}

/** The field's label; its name if this build does not know it. */
export function fieldWord(modelName: string, name: string): string {
  const fields = models.get(modelName)?.fields ?? {}
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return field ? word(field.label) : name
}
