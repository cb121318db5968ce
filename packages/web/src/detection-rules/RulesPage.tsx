// Detection rules of the own domain. Part, filter and the open rule stand in the address.
import { SegmentedControl } from '@mantine/core'
import { useSession } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Chains } from './Chains.tsx'
import { Coverage } from './Coverage.tsx'
import { Exceptions } from './Exceptions.tsx'
import { Folder } from './Folder.tsx'
import { Rules } from './Rules.tsx'
import { PARTS, type RulesSearch } from './search.ts'
import { Trial } from './Trial.tsx'
import './detection-rules.css'

const SHOWN = {
  rules: Rules,
  chains: Chains,
  coverage: Coverage,
  exceptions: Exceptions,
  folder: Folder,
  trial: Trial,
} as const

export function RulesPage() {
  const search = useSearch({ from: '/detection-rules' })
  const navigate = useNavigate({ from: '/detection-rules' })
  const { domain } = useSession()
  const go = (next: Partial<RulesSearch>) => void navigate({ to: '/detection-rules', search: { ...search, ...next } })
  const part = search.part ?? 'rules'
  const Shown = SHOWN[part]
  return (
    <Page
      title={t('rules.title')}
      lead={domain === null ? undefined : t('rules.lead', { domain: t(`access.domain.${domain}`) })}
      actions={
        <SegmentedControl
          aria-label={t('rules.part')}
          data={PARTS.map((value) => ({ value, label: t(`rules.part.${value}`) }))}
          value={part}
          onChange={(value) =>
            go({ part: PARTS.find((one) => one === value), rule: undefined, file: undefined, technique: undefined })
          }
        />
      }
    >
      {domain === null ? (
        <Empty kind="wrong" title={t('rules.no-domain')} />
      ) : (
        <Shown domain={domain} search={search} go={go} />
      )}
    </Page>
  )
}
