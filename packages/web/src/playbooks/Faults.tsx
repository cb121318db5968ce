// Places of a playbook that cannot be run, as the refusal names them. They are texts of a file from outside.
import { t } from '@penstock/web/messages'
import { WireText } from '@penstock/web/ui'
import { z } from 'zod'

const Details = z.object({ faults: z.array(z.object({ place: z.string(), message: z.string() })) })

export function Faults({ details }: { readonly details: unknown }) {
  const parsed = Details.safeParse(details)
  if (!parsed.success) return null
  return (
    <ul className="playbooks-faults" aria-label={t('playbooks.faults')}>
      {parsed.data.faults.map((fault) => (
        <li key={`${fault.place} ${fault.message}`}>
          <WireText text={t('playbooks.fault', fault)} />
        </li>
      ))}
    </ul>
  )
}
