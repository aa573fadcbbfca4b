import { type ReactNode, useId } from 'react'

interface OptionProps {
  readonly group: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}

interface ChoiceBoxProps extends OptionProps {
  /** The words around the value: a column's heading says them too, so only a screen reader hears them there. */
  readonly text: (value: string) => string
  readonly value: string
  /** Who and when. */
  readonly children: ReactNode
}

/** One side's value as a box that is chosen as a whole. */
export function ChoiceBox({ text, value, children, ...option }: ChoiceBoxProps) {
  const id = useId()
  const [before = '', after = ''] = text(PLACE).split(PLACE)
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-3 rounded-input border border-line p-3 has-checked:border-accent has-checked:bg-tint has-checked:shadow-[inset_0_0_0_1px_var(--accent)]">
      <Radio {...option} name={text(value)} describedBy={children ? `${id}-detail` : undefined} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block whitespace-pre-wrap">
          <span className="text-muted md:sr-only">{before}</span>
          {value}
          {after}
        </span>
        {children && (
          <span id={`${id}-detail`} className="block text-13 text-muted">
            {children}
          </span>
        )}
      </span>
    </label>
  )
}

/** A choice that is no side's value. */
export function ChoiceLine({ children, ...option }: OptionProps & { readonly children: ReactNode }) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 px-3">
      <Radio {...option} />
      <span className="whole-words">{children}</span>
    </label>
  )
}

interface RadioProps extends OptionProps {
  /** Where the words beside it would not do. */
  readonly name?: string
  readonly describedBy?: string | undefined
}

function Radio({ group, isChosen, onChoose, name, describedBy }: RadioProps) {
  return (
    <input
      type="radio"
      name={group}
      className="size-6 shrink-0 accent-accent"
      checked={isChosen}
      onChange={onChoose}
      aria-label={name}
      aria-describedby={describedBy}
    />
  )
}

/** Stands for the value in the words around it; in no text of a person. */
const PLACE = '\u{E000}'
