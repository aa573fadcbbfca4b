import { i18n } from '@lingui/core'
import type { Model } from '../../../../contract/model.ts'
import { useHandOnFocus } from '../../hooks/use-hand-on-focus.ts'
import { useSync } from '../../hooks/use-sync.tsx'
import { newText, word } from '../../i18n/show-value.ts'
import { Button } from '../../ui/button.tsx'

interface EmptyListProps {
  readonly model: Model
  readonly isSearch: boolean
  readonly onShowAll: () => void
}

/** Nothing to show: one sentence, one action. What has not arrived yet is not said to be missing. */
export function EmptyList({ model, isSearch, onShowAll }: EmptyListProps) {
  const { state, lastSuccess } = useSync()
  const element = useHandOnFocus<HTMLDivElement>()
  const plural = word(model.plural).toLocaleLowerCase(i18n.locale)
  return (
    <div ref={element} className="flex flex-col items-center gap-4 px-6 py-16 text-center">
      <p className="text-muted">
        {isSearch
          ? i18n.t('Nothing found.')
          : state.kind === 'loading'
            ? i18n.t('The first {plural} are on their way.', { plural })
            : lastSuccess
              ? i18n.t('Nothing here yet. Begin with “{text}”.', { text: newText(model) })
              : i18n.t('Nothing has come from the server yet. You can begin with “{text}”.', { text: newText(model) })}
      </p>
      {isSearch && <Button onClick={onShowAll}>{i18n.t('Show all {plural}', { plural })}</Button>}
    </div>
  )
}
