// On what ground a value stands: confirmed, declared, observed, reported by another system or inferred. A shape and a word, no hue.
import { t } from '@penstock/web/messages'
import { Chip } from '@penstock/web/ui'
import { IconBroadcast, IconBulb, IconCheck, IconFileText, IconMessageReport } from '@tabler/icons-react'

const ICONS = {
  confirmed: IconCheck,
  declared: IconFileText,
  observed: IconBroadcast,
  reported: IconMessageReport,
  inferred: IconBulb,
}

export function Basis({ basis }: { readonly basis: keyof typeof ICONS | null }) {
  if (basis === null) return null
  const Icon = ICONS[basis]
  return (
    <Chip>
      <Icon size={12} stroke={1.5} aria-hidden="true" />
      {t(`assets.basis.${basis}`)}
    </Chip>
  )
}
