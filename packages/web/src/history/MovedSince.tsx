// What moved between an agreed state and now, by what was known then and is known now.
import { SegmentedControl } from '@mantine/core'
import type { AgreedStateView, DriftView } from '@penstock/contract/drift'
import type { SiteKey } from '@penstock/model/kernel'
import { useMay } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Panel, showUnseen } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { Compared } from './Compared.tsx'
import { DriftSearch } from './drift-search.ts'
import type { Counts } from './span.ts'
import type { Subject } from './use-diff.ts'

const PLACES = { assets: '/assets', zones: '/zones', conversations: '/traffic' } as const

export function MovedSince(props: {
  readonly site: SiteKey
  readonly state: AgreedStateView
  /** Counts by subject; null when they are of another state. */
  readonly counts: DriftView | null
  readonly search: DriftSearch
  readonly onChange: (next: Partial<DriftSearch>) => void
}) {
  const { site, state, counts, search, onChange } = props
  const rights = { assets: useMay('asset:read'), zones: useMay('zone:read'), conversations: useMay('monitoring:read') }
  const subjects = (['assets', 'zones', 'conversations'] as const).filter((each) => rights[each])
  const subject = subjects.find((each) => each === search.of) ?? 'assets'
  return (
    <Panel
      title={t('history.since', { name: showUnseen(state.name) })}
      aside={
        <Link to={PLACES[subject]} search={{ site, compare: state.at, clock: 'learned' }}>
          {t('history.on-screen')}
        </Link>
      }
    >
      <div className="changes">
        <div>
          <SegmentedControl
            aria-label={t('history.subject')}
            value={subject}
            data={subjects.map((value) => ({ value, label: labelOf(value, counts?.[value] ?? null) }))}
            onChange={(of) => onChange({ ...DriftSearch.pick({ of: true }).parse({ of }), change: undefined })}
          />
        </div>
        <Compared
          site={site}
          subject={subject}
          span={{ from: state.at, to: undefined, clock: 'learned' }}
          change={search.change}
          onChange={(change) => onChange({ change })}
        />
      </div>
    </Panel>
  )
}

function labelOf(subject: Subject, counts: Counts | null): string {
  const name = t(`history.subject.${subject}`)
  if (counts === null) return name
  return t('history.subject.count', { subject: name, count: counts.added + counts.removed + counts.changed })
}
