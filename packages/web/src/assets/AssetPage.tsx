// One asset: header, the three answers, every field with its sources, what it talks to, what was decided.
import { Button } from '@mantine/core'
import { type AssetRecord, confirmAsset, readAsset } from '@penstock/contract/assets'
import { useMay, useRead, useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatCount, t } from '@penstock/web/messages'
import { Chip, Facts, Instant, Loaded, Page, Panel, RefusedNotice, showUnseen, WireText } from '@penstock/web/ui'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Answers } from './Answers.tsx'
import { Decisions, Interfaces, Protocols } from './AssetFacts.tsx'
import { EditAsset } from './EditAsset.tsx'
import { FieldList } from './FieldList.tsx'
import { nameOf } from './name-of.ts'
import { Peers } from './Peers.tsx'
import './assets.css'

/** What a person confirms at once; zone and owner have decisions of their own. */
const CONFIRMED_FIELDS = ['name', 'vendor', 'model', 'role']

export function AssetPage() {
  const { assetId } = useParams({ from: '/assets/$assetId' })
  const read = useRead(readAsset, { params: { assetId } })
  const asset = read.data?.id === assetId ? read.data : undefined
  return (
    <Page
      title={asset === undefined ? t('assets.asset') : showUnseen(nameOf(asset))}
      lead={asset === undefined ? undefined : <Lead asset={asset} />}
      actions={asset === undefined ? undefined : <Actions asset={asset} />}
    >
      <Loaded read={read} lines={12}>
        {(data) => (data.id === assetId ? <Body asset={data} /> : null)}
      </Loaded>
    </Page>
  )
}

function Lead({ asset }: { readonly asset: AssetRecord }) {
  return (
    <span className="asset-lead">
      <code>{asset.reference}</code>
      <Chip tone="strong">{t(`assets.status.${asset.status}`)}</Chip>
      {asset.isUnregistered ? <Link to="/unregistered">{t('assets.unregistered')}</Link> : null}
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
  const [isEditing, setEditing] = useState(false)
  const confirm = useWrite(confirmAsset)
  const runConfirm = () => void confirm.run({ params: { assetId: asset.id }, body: { version: asset.version } })
  const isConfirmed = asset.fields
    .filter((field) => CONFIRMED_FIELDS.includes(field.field))
    .every((field) => field.value === null || field.basis === 'confirmed')
  useCommands(
    mayEdit
      ? [
          {
            id: 'asset.edit',
            title: t('assets.edit'),
            group: t('assets.asset'),
            keys: 'e',
            run: () => setEditing(true),
          },
          ...(isConfirmed
            ? []
            : [
                {
                  id: 'asset.confirm',
                  title: t('assets.confirm'),
                  group: t('assets.asset'),
                  keys: 'c',
                  run: runConfirm,
                },
              ]),
        ]
      : [],
  )
  if (!mayEdit) return null
  return (
    <>
      <Button variant="default" onClick={() => setEditing(true)}>
        {t('assets.edit')}
      </Button>
      {isConfirmed ? null : (
        <Button loading={confirm.isRunning} onClick={runConfirm}>
          {t('assets.confirm')}
        </Button>
      )}
      {confirm.refused === null ? null : <RefusedNotice refused={confirm.refused} />}
      <EditAsset asset={asset} isOpen={isEditing} onClose={() => setEditing(false)} />
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

function Body({ asset }: { readonly asset: AssetRecord }) {
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
              [t('assets.column.site'), <WireText key="site" text={asset.site} />],
              [t('assets.declared-id'), asset.declaredId === null ? '—' : <WireText text={asset.declaredId} isMono />],
              [t('assets.column.first'), <Instant key="first" at={asset.firstAt} />],
              [t('assets.column.last'), <Instant key="last" at={asset.lastAt} />],
              [t('assets.conflicts'), formatCount(asset.conflicts)],
              [t('assets.version'), formatCount(asset.version)],
            ]}
          />
        </Panel>
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
