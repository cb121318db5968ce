// One asset: header, the three answers, every field with its sources, what it talks to, what was decided.
import { Button, Tabs } from '@mantine/core'
import { type AssetRecord, confirmAsset, readAsset } from '@penstock/contract/assets'
import { writeIds } from '@penstock/contract/route'
import { refusalOf, useMay, useRead, useWrite } from '@penstock/web/api'
import { DeviceBaseline } from '@penstock/web/baselines'
import { useCommands } from '@penstock/web/commands'
import { MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { formatCount, t } from '@penstock/web/messages'
import { type Device, DeviceLogons, DeviceStates, DeviceTransfers, DeviceValues } from '@penstock/web/observations'
import { SiteName, useScope } from '@penstock/web/scope'
import { Chip, Empty, Facts, Instant, Loaded, Page, Panel, RefusedNotice, showUnseen, WireText } from '@penstock/web/ui'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Activity } from './Activity.tsx'
import { Answers } from './Answers.tsx'
import { Decisions, Interfaces, Protocols } from './AssetFacts.tsx'
import { EditAsset } from './EditAsset.tsx'
import { FieldList } from './FieldList.tsx'
import { Modules, WhoseEvents } from './Modules.tsx'
import { nameOf } from './name-of.ts'
import { Peers } from './Peers.tsx'
import { SplitAsset } from './SplitAsset.tsx'
import { AssetTab } from './search.ts'
import { useUndo } from './use-undo.ts'
import './assets.css'

/** What a person confirms at once; ownership is confirmed for itself. */
const CONFIRMED_FIELDS = ['name', 'vendor', 'model', 'role']

/** `further` is what later rooms tell of the asset, as it stands now. */
export function AssetPage({ further }: { readonly further?: (asset: AssetRecord) => ReactNode }) {
  const { assetId } = useParams({ from: '/assets/$assetId' })
  const { asked, isPast } = useMoment()
  const { site } = useScope()
  const read = useRead(readAsset, { params: { assetId }, query: asked })
  const wasNotThere = isPast && read.isError && refusalOf(read.error).code === 'not-found'
  const asset = read.data !== undefined && !read.isPlaceholderData ? read.data : undefined
  return (
    <Page
      title={asset === undefined ? t('assets.asset') : showUnseen(nameOf(asset))}
      lead={asset === undefined ? undefined : <Lead asset={asset} />}
      actions={asset === undefined || isPast ? undefined : <Actions asset={asset} />}
    >
      <MomentFrame>
        {wasNotThere ? (
          <Empty kind="yet" title={t('history.not-then')}>
            {t('history.not-then.mend')}
          </Empty>
        ) : (
          <Loaded read={read} lines={12}>
            {(data) =>
              read.isPlaceholderData ? null : isPast ? (
                <Past asset={data} />
              ) : (
                <Tabbed asset={data} further={further?.(data)} />
              )
            }
          </Loaded>
        )}
      </MomentFrame>
      <TimeBar site={asset?.site ?? site?.site ?? null} />
    </Page>
  )
}

/** What happened since is told of now alone. */
function Past({ asset }: { readonly asset: AssetRecord }) {
  return (
    <>
      <OpenedAs asset={asset} />
      <Body asset={asset} />
    </>
  )
}

function OpenedAs({ asset }: { readonly asset: AssetRecord }) {
  if (asset.openedAs === null) return null
  return (
    <p className="notice" role="status">
      {t('assets.opened-as', { was: asset.openedAs, is: asset.reference })}
    </p>
  )
}

/** Summary, what it said and underwent, what was decided: which one stands in the address. */
function Tabbed({ asset, further }: { readonly asset: AssetRecord; readonly further: ReactNode }) {
  const { tab = 'summary' } = useSearch({ from: '/assets/$assetId' })
  const navigate = useNavigate({ from: '/assets/$assetId' })
  const open = (next: string | null) => {
    const known = AssetTab.catch('summary').parse(next)
    void navigate({ search: (before) => ({ ...before, tab: known === 'summary' ? undefined : known }), replace: true })
  }
  const group = t('assets.asset')
  useCommands(
    AssetTab.options.map((each) => ({
      id: `asset.tab.${each}`,
      title: t(`assets.tab.${each}`),
      group,
      run: () => open(each),
    })),
  )
  return (
    <>
      <OpenedAs asset={asset} />
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List>
          {AssetTab.options.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`assets.tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {AssetTab.options.map((each) => (
          <Tabs.Panel key={each} value={each} pt="md">
            {each === 'summary' || each === 'activity' ? null : <WhoseEvents asset={asset} />}
            <TabBody tab={each} asset={asset} further={further} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  )
}

function TabBody(props: { readonly tab: AssetTab; readonly asset: AssetRecord; readonly further: ReactNode }) {
  const { tab, asset, further } = props
  const device = deviceOf(asset)
  switch (tab) {
    case 'summary':
      return <Body asset={asset} further={further} />
    case 'state':
      return <DeviceStates device={device} />
    case 'values':
      return <DeviceValues device={device} />
    case 'baseline':
      return <DeviceBaseline device={device} />
    case 'transfers':
      return <DeviceTransfers device={device} />
    case 'logons':
      return device.part === undefined ? (
        <DeviceLogons device={device} />
      ) : (
        <Empty kind="yet" title={t('assets.module.logons')}>
          {t('assets.module.logons.why')}
        </Empty>
      )
    case 'activity':
      return <Activity assetId={asset.id} />
  }
}

/** The cell takes so many addresses in one question. */
const MOST_ADDRESSES = 32

function deviceOf({ site, interfaces, behind }: AssetRecord): Device {
  const own = interfaces.flatMap(({ ip, mac }) => [ip, mac]).filter((one) => one !== null)
  const isModule = behind !== null && own.length === 0
  const addresses = [...new Set(isModule ? behind.addresses : own)].sort().slice(0, MOST_ADDRESSES)
  return isModule ? { site, addresses, part: behind.path } : { site, addresses }
}

function Lead({ asset }: { readonly asset: AssetRecord }) {
  const mayReadProcess = useMay('process:read')
  return (
    <span className="asset-lead">
      <code>{asset.reference}</code>
      <Chip tone="strong">{t(`assets.status.${asset.status}`)}</Chip>
      {asset.isUnregistered ? <Link to="/unregistered">{t('assets.unregistered')}</Link> : null}
      {asset.peersWithheld ? null : (
        <Link to="/traffic" search={{ site: asset.site, q: `asset:${asset.reference}` }}>
          {t('assets.traffic')}
        </Link>
      )}
      {asset.declaredId === null || !mayReadProcess ? null : (
        <Link to="/process" search={{ site: asset.site, down: writeIds([asset.declaredId]) }}>
          {t('assets.what-fails')}
        </Link>
      )}
      {asset.breaches === 0 ? null : (
        <Link to="/breaches" search={{ site: asset.site }}>
          {t('assets.breaches', { count: asset.breaches })}
        </Link>
      )}
    </span>
  )
}

function Actions({ asset }: { readonly asset: AssetRecord }) {
  const mayEdit = useMay('asset:edit')
  const mayMerge = useMay('asset:merge')
  const [open, setOpen] = useState<'edit' | 'split' | null>(null)
  const confirm = useWrite(confirmAsset)
  const { tell } = useUndo()
  const runConfirm = async (what: 'identity' | 'ownership') => {
    const answer = await confirm.run({ params: { assetId: asset.id }, body: { version: asset.version, what } })
    if (answer.ok) tell(t(`assets.confirmed.${what}`), answer.value)
  }
  const isConfirmed = asset.fields
    .filter((field) => CONFIRMED_FIELDS.includes(field.field))
    .every((field) => field.value === null || field.basis === 'confirmed')
  const isSplittable = mayMerge && asset.parts.flatMap(({ anchors }) => anchors).length > 1
  const actions = [
    { id: 'edit', title: t('assets.edit'), keys: 'e', run: () => setOpen('edit') },
    ...(isSplittable ? [{ id: 'split', title: t('assets.split'), keys: 's', run: () => setOpen('split') }] : []),
    ...(asset.owner === null
      ? []
      : [{ id: 'owner', title: t('assets.confirm-owner'), keys: 'o', run: () => void runConfirm('ownership') }]),
    ...(isConfirmed
      ? []
      : [{ id: 'confirm', title: t('assets.confirm'), keys: 'c', run: () => void runConfirm('identity') }]),
  ]
  const group = t('assets.asset')
  useCommands(mayEdit ? actions.map((action) => ({ ...action, id: `asset.${action.id}`, group })) : [])
  if (!mayEdit) return null
  return (
    <>
      {actions.map(({ id, title, run }) => (
        <Button key={id} variant={id === 'confirm' ? 'filled' : 'default'} disabled={confirm.isRunning} onClick={run}>
          {title}
        </Button>
      ))}
      {confirm.refused === null ? null : <RefusedNotice refused={confirm.refused} />}
      <EditAsset asset={asset} isOpen={open === 'edit'} onClose={() => setOpen(null)} />
      <SplitAsset asset={asset} isOpen={open === 'split'} onClose={() => setOpen(null)} />
    </>
  )
}

/** Who answers for a device ages: the page says when that was last confirmed. */
function OwnershipAge({ asset }: { readonly asset: AssetRecord }) {
  if (asset.owner === null) return t('assets.ownership.none')
  if (asset.ownerConfirmedAt === null) return t('assets.ownership.never')
  return (
    <>
      {t('assets.ownership.confirmed')} <Instant at={asset.ownerConfirmedAt} />
    </>
  )
}

function Body({ asset, further }: { readonly asset: AssetRecord; readonly further?: ReactNode }) {
  return (
    <div className="asset">
      <div className="asset-main">
        <Panel title={t('assets.answers')}>
          <Answers asset={asset} />
        </Panel>
        <Panel title={t('assets.fields')} aside={t('assets.fields.unknown', { count: asset.unknowns })}>
          <FieldList fields={asset.fields} />
        </Panel>
        <Panel title={t('assets.kept')} aside={<OwnershipAge asset={asset} />}>
          <FieldList fields={asset.kept} />
        </Panel>
        {further}
        <Panel title={t('assets.peers', { count: asset.peers.length })}>
          <Peers asset={asset} />
        </Panel>
        <Panel title={t('assets.decisions')}>
          <Decisions asset={asset} />
        </Panel>
      </div>
      <aside className="asset-side" aria-label={t('assets.facts')}>
        <Panel title={t('assets.facts')}>
          <Facts
            items={[
              [t('assets.column.site'), <SiteName key="site" site={asset.site} />],
              [t('assets.declared-id'), asset.declaredId === null ? '—' : <WireText text={asset.declaredId} isMono />],
              [t('assets.column.first'), <Instant key="first" at={asset.firstAt} />],
              [t('assets.column.last'), <Instant key="last" at={asset.lastAt} />],
              [t('assets.conflicts'), formatCount(asset.conflicts)],
              [t('assets.version'), formatCount(asset.version)],
            ]}
          />
        </Panel>
        <Modules asset={asset} />
        <Panel title={t('assets.interfaces')}>
          <Interfaces asset={asset} />
        </Panel>
        <Panel title={t('assets.protocols')}>
          <Protocols asset={asset} />
        </Panel>
      </aside>
    </div>
  )
}
