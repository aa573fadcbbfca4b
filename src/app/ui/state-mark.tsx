import {
  Check,
  CircleX,
  CloudOff,
  Hourglass,
  type LucideIcon,
  PencilLine,
  Send,
  Smartphone,
  TriangleAlert,
} from 'lucide-react'
import type { ReactElement } from 'react'

export type Tone = 'calm' | 'waiting' | 'needsYou' | 'refused'
export type MarkIcon = 'synced' | 'onDevice' | 'sending' | 'offline' | 'held' | 'draft' | 'review' | 'refused'

interface StateMarkProps {
  readonly icon: MarkIcon
  readonly tone: Tone
  /** Cut where there is room for one line only. */
  readonly isOneLine?: boolean
  /** A reason after the word, with its own reading direction; where there is no room it is cut at its end. */
  readonly why?: string
  readonly children: string
}

/** Icon + word, never colour alone. Amber is only for "needs you", red only for "refused". */
export function StateMark({ icon, tone, isOneLine = false, why, children }: StateMarkProps) {
  return (
    <span className={`inline-flex max-w-full items-center gap-1 rounded-full py-0.5 text-13 ${TONES[tone]}`}>
      {ICONS[icon]}
      {why === undefined ? (
        <span className={isOneLine ? 'truncate' : ''}>{children}</span>
      ) : (
        <span className="flex min-w-0 whitespace-pre">
          {children}
          <span dir="auto" className="truncate">
            {why}
          </span>
        </span>
      )}
    </span>
  )
}

/** Made once: a list has one in each row, and React looks at none of them again. */
const ICONS: Record<MarkIcon, ReactElement> = {
  synced: iconOf(Check),
  onDevice: iconOf(Smartphone),
  sending: iconOf(Send),
  offline: iconOf(CloudOff),
  held: iconOf(Hourglass),
  draft: iconOf(PencilLine),
  review: iconOf(TriangleAlert),
  refused: iconOf(CircleX),
}

function iconOf(Icon: LucideIcon): ReactElement {
  return <Icon aria-hidden="true" size={14} className="shrink-0" />
}

const TONES: Record<Tone, string> = {
  calm: 'text-muted',
  waiting: 'px-2 bg-offline-tint text-ink',
  needsYou: 'px-2 bg-needs-you-tint text-needs-you font-semibold',
  refused: 'px-2 bg-refused-tint text-refused font-semibold',
}
