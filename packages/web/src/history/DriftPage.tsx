// Drift: the state that was agreed on, what moved since, how many gaps stood open on each day, and each gap with its dates.
import { Button } from '@mantine/core'
import { listAgreedStates, readDrift } from '@penstock/contract/drift'
import type { SiteView } from '@penstock/contract/plant'
import { useMay, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Loaded, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AgreedStates } from './AgreedStates.tsx'
import { AgreeForm } from './AgreeForm.tsx'
import type { DriftSearch } from './drift-search.ts'
import { Gaps } from './Gaps.tsx'
import { MovedSince } from './MovedSince.tsx'
import './history.css'

export function DriftPage() {
  const { site, isKnown } = useScope()
  const mayAgree = useMay('drift:agree')
  const search = useSearch({ from: '/drift' })
  const change = useChangeDrift()
  const isOffered = site !== null && mayAgree
  const agree = () => change({ agree: true })
  useCommands(
    isOffered ? [{ id: 'drift.agree', title: t('history.agree'), group: t('history.drift'), run: agree }] : [],
  )
  return (
    <Page
      title={t('history.drift')}
      lead={t('history.drift.lead')}
      actions={isOffered ? <Button onClick={agree}>{t('history.agree')}</Button> : undefined}
    >
      {site !== null ? (
        <DriftOf key={site.site} site={site} />
      ) : isKnown ? (
        <Empty kind="yet" title={t('plant.no-site')} />
      ) : null}
      {isOffered ? (
        <AgreeForm site={site} isOpen={search.agree === true} onClose={() => change({ agree: undefined })} />
      ) : null}
    </Page>
  )
}

function DriftOf({ site }: { readonly site: SiteView }) {
  const search = useSearch({ from: '/drift' })
  const change = useChangeDrift()
  const params = { site: site.site }
  const read = useRead(readDrift, { params })
  const agreed = useRead(listAgreedStates, { params })
  return (
    <Loaded read={read} lines={12}>
      {(drift) => (
        <Loaded read={agreed}>
          {({ items }) => {
            const chosen = items.find(({ id }) => id === search.since) ?? items[0]
            return (
              <>
                <AgreedStates states={items} chosen={chosen} onChoose={(since) => change({ since })} />
                {chosen === undefined ? null : (
                  <MovedSince
                    site={site.site}
                    state={chosen}
                    counts={chosen.id === drift.agreed?.id ? drift : null}
                    search={search}
                    onChange={change}
                  />
                )}
                <Gaps site={site.site} drift={drift} search={search} onChange={change} />
              </>
            )
          }}
        </Loaded>
      )}
    </Loaded>
  )
}

function useChangeDrift(): (next: Partial<DriftSearch>) => void {
  const search = useSearch({ from: '/drift' })
  const navigate = useNavigate({ from: '/drift' })
  return (next) => void navigate({ to: '/drift', search: { ...search, ...next }, replace: true, resetScroll: false })
}
