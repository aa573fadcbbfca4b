import { useLayoutEffect, useRef } from 'react'
import type { ControlProps } from './field-editor.tsx'

interface LongTextEditorProps {
  readonly control: ControlProps
  readonly text: string
  readonly onText: (text: string) => void
}

/** Grows with its text, so that all of it can be read without scrolling inside of scrolling. */
export function LongTextEditor({ control, text, onText }: LongTextEditorProps) {
  const element = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const area = element.current
    if (!area || GROWS_ITSELF) return
    area.style.blockSize = 'auto'
    area.style.blockSize = `${area.scrollHeight + 2}px`
  }, [text])
  return (
    <textarea
      {...control}
      ref={element}
      dir="auto"
      rows={3}
      className={`${control.className} field-sizing-content max-h-[60dvh] min-h-24 resize-none`}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  )
}

/** Not every browser does. */
const GROWS_ITSELF = globalThis.CSS?.supports?.('field-sizing', 'content') ?? false
