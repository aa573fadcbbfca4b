import { ModelNav } from '../features/shell/model-nav.tsx'
import { useSession } from '../features/session/session-context.ts'

/** `/`: whose records, of which workspace; the models and how many records each has. */
export function HomePage() {
  const { name, scopeName } = useSession().entry
  return (
    <div className="flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-5xl">
        <p className="px-4 pt-4 text-15 text-muted">
          <bdi className="font-semibold text-ink">{scopeName}</bdi> · <bdi>{name}</bdi>
        </p>
        <ModelNav look="cards" />
      </div>
    </div>
  )
}
