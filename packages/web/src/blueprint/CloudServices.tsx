// Cloud services of the plant: where each stands, who needs it, and what its loss stops after the hold-up.
import { type CloudView, listCloudServices } from '@penstock/contract/blueprint'
import type { SiteKey } from '@penstock/model/kernel'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { type Column, DataTable, Empty, Loaded, Panel, showUnseen, Unknown, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'

const COLUMNS: readonly Column<CloudView>[] = [
  {
    id: 'service',
    title: t('blueprint.cloud.service'),
    isRowHead: true,
    cell: ({ id, name, provider }) => <WireText text={`${id} ${name}, ${provider}`} />,
  },
  {
    id: 'zone',
    title: t('blueprint.cloud.zone'),
    cell: ({ zone }) =>
      zone === null ? (
        <Unknown reason={t('blueprint.cloud.zone.unknown')} />
      ) : (
        <Link to="/zones" search={{ open: zone }}>
          {showUnseen(zone)}
        </Link>
      ),
  },
  {
    id: 'domain',
    title: t('blueprint.cloud.domain'),
    cell: ({ domain }) =>
      domain === null ? (
        <Unknown reason={t('blueprint.cloud.domain.unknown')} />
      ) : (
        t(`blueprint.cloud.domain.${domain}`)
      ),
  },
  {
    id: 'hold-up',
    title: t('blueprint.cloud.hold-up'),
    cell: ({ neededBy }) =>
      neededBy.length === 0 ? (
        <Unknown reason={t('blueprint.cloud.not-needed')} />
      ) : (
        neededBy
          .map((need) => t('blueprint.cloud.holds', { of: showUnseen(need.function), hours: need.holdUpH }))
          .join('; ')
      ),
  },
  {
    id: 'stops',
    title: t('blueprint.cloud.stops'),
    cell: ({ id, stops, neededBy }) =>
      neededBy.length === 0 ? (
        <Unknown reason={t('blueprint.cloud.not-needed')} />
      ) : (
        <>
          {stops
            .map(({ name, afterH }) => t('blueprint.cloud.after', { name: showUnseen(name), hours: afterH }))
            .join('; ')}{' '}
          <Link to="/process" search={{ down: id }}>
            {t('blueprint.cloud.play', { service: showUnseen(id) })}
          </Link>
        </>
      ),
  },
]

export function CloudServices({ site }: { readonly site: SiteKey }) {
  const read = useRead(listCloudServices, { params: { site } })
  return (
    <Panel title={t('blueprint.cloud')}>
      <Loaded read={read} lines={4}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="yet" title={t('blueprint.cloud.none')}>
              {t('blueprint.cloud.none.next')}
            </Empty>
          ) : (
            <DataTable
              label={t('blueprint.cloud.list')}
              columns={COLUMNS}
              rows={items}
              rowId={({ id }) => id}
              hasKeys={false}
            />
          )
        }
      </Loaded>
    </Panel>
  )
}
