import { type FieldKind, fieldOf, type Model } from '../../../contract/model.ts'

/** Does a model's title hold what people write in their own form – a day, an amount? The device's own titles are plain text. */
export function titleHasForm(model: Model): boolean {
  return model.title.some((name) => FORMED.has(fieldOf(model, name)?.kind ?? 'text'))
}

const FORMED: ReadonlySet<FieldKind> = new Set(['date', 'dateTime', 'integer', 'money', 'choice', 'choices', 'boolean'])
