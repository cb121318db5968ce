// Hunt: what is asked of the events of both domains, and what came of it. The open hypothesis stands in the address.
import { Button } from '@mantine/core'
import { listHunts } from '@penstock/contract/hunts'
import type { Domain } from '@penstock/model/kernel'
import { refusalOf, useRead } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { t } from '@penstock/web/messages'
import { Empty, Loaded, Page, RefusedNotice } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useHuntDomains } from './domains.ts'
import { HuntForm } from './HuntForm.tsx'
import { HuntList } from './HuntList.tsx'
import { Hypothesis } from './Hypothesis.tsx'
import { hypothesesOf, type Told } from './hypotheses.ts'
import { StockHunts } from './StockHunts.tsx'
import type { HuntSearch } from './search.ts'
import './hunts.css'

export function HuntPage() {
  const search = useSearch({ from: '/hunt' })
  const navigate = useNavigate({ from: '/hunt' })
  const domains = useHuntDomains()
  const go = (next: Partial<HuntSearch>) => void navigate({ to: '/hunt', search: { ...search, ...next } })
  const write = () => go({ write: true, hunt: undefined })
  useCommands([{ id: 'hunts.write', title: t('hunts.write'), group: t('hunts.title'), keys: 'n', run: write }])
  const [first, second] = domains
  return (
    <Page title={t('hunts.title')} lead={t('hunts.lead')} actions={<Button onClick={write}>{t('hunts.write')}</Button>}>
      {first === undefined ? null : second === undefined ? (
        <OneCell domain={first} search={search} go={go} />
      ) : (
        <BothCells domains={[first, second]} search={search} go={go} />
      )}
    </Page>
  )
}

interface Shown {
  readonly search: HuntSearch
  readonly go: (next: Partial<HuntSearch>) => void
}

function OneCell({ domain, ...shown }: Shown & { readonly domain: Domain }) {
  const read = useRead(listHunts, { domain })
  return <Loaded read={read}>{(view) => <Hunts {...shown} told={[{ domain, view }]} />}</Loaded>
}

/** A cell that does not answer, or that the model keeps closed, leaves a gap that is told. */
function BothCells({ domains, ...shown }: Shown & { readonly domains: readonly [Domain, Domain] }) {
  const reads = [useRead(listHunts, { domain: domains[0] }), useRead(listHunts, { domain: domains[1] })] as const
  const told = reads.flatMap(({ data }, at): Told[] =>
    data === undefined ? [] : [{ domain: domains[at]!, view: data }],
  )
  const refused = reads.flatMap(({ data, error }) => (data === undefined && error !== null ? [refusalOf(error)] : []))
  const isClosed = refused.length === 2 && refused.every(({ code }) => code === 'not-found')
  if (isClosed)
    return (
      <Empty kind="yet" title={t('hunts.closed')}>
        {t('hunts.closed.why')}
      </Empty>
    )
  return (
    <>
      {refused.map((each, at) => (
        <RefusedNotice key={at} refused={each} />
      ))}
      {told.length === 0 ? <Loaded read={reads[0]}>{() => null}</Loaded> : <Hunts {...shown} told={told} />}
    </>
  )
}

function Hunts({ told, search, go }: Shown & { readonly told: readonly Told[] }) {
  const hypotheses = hypothesesOf(told)
  const open = hypotheses.find(({ key }) => key === search.hunt)
  const isPseudonymised = told.some(({ view }) => view.isPseudonymised)
  const domains = told.map(({ domain }) => domain)
  const stock = told.flatMap(({ view }) => view.stock)
  return (
    <>
      {isPseudonymised ? <p className="notice">{t('hunts.pseudonymised')}</p> : null}
      {search.write === true ? (
        <HuntForm
          domains={domains}
          before={null}
          onDone={(hunt) => go({ write: undefined, hunt: hunt ?? undefined })}
        />
      ) : null}
      {open === undefined ? null : (
        <Hypothesis key={open.key} hypothesis={open} stock={stock} onClose={() => go({ hunt: undefined })} />
      )}
      <HuntList hypotheses={hypotheses} search={search} />
      <StockHunts told={told} onTaken={(hunt) => go({ hunt, write: undefined })} />
    </>
  )
}
