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

export type Tone = 'calm' | 'waiting' | 'needsYou' | 'refused'
export type MarkIcon = 'synced' | 'onDevice' | 'sending' | 'offline' | 'held' | 'draft' | 'review' | 'refused'

interface StateMarkProps {
  readonly icon: MarkIcon
  readonly tone: Tone
  /** Cut where there is room for one line only. */
  readonly isOneLine?: boolean
  readonly children: string
}

/** Icon + word, never colour alone. Amber is only for "needs you", red only for "refused". */
export function StateMark({ icon, tone, isOneLine = false, children }: StateMarkProps) {
  const Icon = ICONS[icon]
  return (
    <span className={`inline-flex max-w-full items-center gap-1 rounded-full py-0.5 text-13 ${TONES[tone]}`}>
      <Icon aria-hidden="true" size={14} className="shrink-0" />
      <span className={isOneLine ? 'truncate' : ''}>{children}</span>
    </span>
  )
}

const ICONS: Record<MarkIcon, LucideIcon> = {
  synced: Check,
  onDevice: Smartphone,
  sending: Send,
  offline: CloudOff,
  held: Hourglass,
  draft: PencilLine,
  review: TriangleAlert,
  refused: CircleX,
}

const TONES: Record<Tone, string> = {
  calm: 'text-muted',
  waiting: 'px-2 bg-offline-tint text-ink',
  needsYou: 'px-2 bg-needs-you-tint text-needs-you font-semibold',
  refused: 'px-2 bg-refused-tint text-refused font-semibold',
}
