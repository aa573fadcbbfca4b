import { ModelNav } from '../features/shell/model-nav.tsx'

/** `/`: the models and how many records each has. */
export function HomePage() {
  return (
    <div className="mx-auto w-full max-w-5xl flex-1 overflow-y-auto">
      <ModelNav look="cards" />
    </div>
  )
}
