import { useId } from 'react'

interface SwitchProps {
  readonly label: string
  /** What it does, as long as it is on. */
  readonly hint: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

/** On or off, at once. The whole line is the target. */
export function Switch({ label, hint, checked, onChange }: SwitchProps) {
  const hintId = useId()
  return (
    <label className="flex min-h-11 cursor-pointer flex-wrap items-start justify-between gap-x-4 gap-y-1 py-1">
      <span className="min-w-[min(100%,10rem)] flex-1">
        {label}
        <span id={hintId} className="block text-15 text-muted">
          {hint}
        </span>
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        aria-label={label}
        aria-describedby={hintId}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="switch"
      />
    </label>
  )
}
