// Who is protected and why, the group for the product's console, and the first playbook.
import { Button } from '@mantine/core'
import { type EdrHostView, type EdrStartView, exportProtectedGroup } from '@penstock/contract/edr'
import { urlOf, useMay } from '@penstock/web/api'
import { findMessage, formatCount, t } from '@penstock/web/messages'
import { Chip, type Column, DataTable, Instant, Unknown, WireText } from '@penstock/web/ui'
import { IconDownload, IconShield } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'

type Basis = EdrStartView['basis']
const TAGS = ['ot', 'bridges', 'outside', 'unknown'] as const
/** Records of one reason that are named; the rest is counted. */
const NAMED = 4

export function EdrHosts({ start, ot }: { readonly start: EdrStartView; readonly ot: readonly string[] }) {
  const { basis, counts, hosts } = start
  const total = counts.ot + counts.bridges + counts.outside + counts.unknown
  return (
    <>
      <h3>{t('edr.group')}</h3>
      <p role="status">
        {basis === 'unsaid'
          ? t('edr.group.unsaid', { total })
          : t('edr.group.counts', { total, guarded: counts.protected })}
      </p>
      {basis === 'unsaid' ? null : (
        <ul className="edr-counts">
          {TAGS.map((tag) => (
            <li key={tag}>
              {formatCount(counts[tag])} {t(`edr.tag.${groundOf(basis)}.${tag}`)}
            </li>
          ))}
        </ul>
      )}
      <p>{t('edr.group.means')}</p>
      {counts.protected === 0 ? null : (
        <div className="edr-row no-print">
          <Button
            component="a"
            variant="default"
            download=""
            href={groupHref(start, ot)}
            leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
          >
            {t('edr.group.download')}
          </Button>
        </div>
      )}
      <div className={hosts.length > 200 ? undefined : 'edr-hosts'}>
        <DataTable
          label={t('edr.hosts')}
          columns={columnsOf(basis)}
          rows={hosts}
          total={total}
          hasKeys={false}
          rowId={({ id }) => id}
        />
      </div>
      {total > hosts.length ? <p className="muted">{t('edr.hosts.more', { shown: hosts.length, total })}</p> : null}
      <Without names={start.withoutAgent} />
      <First playbook={start.playbook} />
    </>
  )
}

function groupHref({ site }: EdrStartView, ot: readonly string[]): string {
  const query = ot.length === 0 ? {} : { ot: ot.join(',') }
  return urlOf(exportProtectedGroup, { params: { site }, query })
}

function groundOf(basis: Basis): 'plant' | 'networks' {
  return basis === 'plant' ? 'plant' : 'networks'
}

function columnsOf(basis: Basis): readonly Column<EdrHostView>[] {
  return [
    {
      id: 'host',
      title: t('edr.host'),
      isRowHead: true,
      cell: ({ name, assets }) => (
        <>
          <WireText text={name} />
          {assets.length === 0 || assets.join() === name ? null : (
            <span className="faint">
              {' '}
              <WireText text={assets.join(', ')} />
            </span>
          )}
        </>
      ),
    },
    {
      id: 'group',
      title: t('edr.response'),
      cell: ({ group }) =>
        group === 'protected' ? (
          <Chip tone="strong">
            <IconShield size={14} stroke={1.75} aria-hidden="true" /> {t('edr.response.protected')}
          </Chip>
        ) : (
          t('edr.response.standard')
        ),
    },
    {
      id: 'tag',
      title: t('edr.stands'),
      cell: ({ tag }) => (basis === 'unsaid' ? <Unknown /> : t(`edr.tag.${groundOf(basis)}.${tag}`)),
    },
    { id: 'why', title: t('edr.why'), cell: (row) => <Why row={row} basis={basis} /> },
    {
      id: 'ips',
      title: t('edr.addresses'),
      cell: ({ ips, macs }) =>
        ips.length === 0 ? <WireText text={macs.join(', ')} isMono /> : <WireText text={ips.join(', ')} isMono />,
    },
    {
      id: 'said',
      title: t('edr.said'),
      cell: ({ product, line }) =>
        t('edr.said.line', { product: findMessage(`edr.product.${product}`) ?? product, line }),
    },
    { id: 'seen', title: t('edr.seen'), cell: ({ seenAt }) => <Instant at={seenAt} /> },
  ]
}

function Why({ row, basis }: { readonly row: EdrHostView; readonly basis: Basis }) {
  const { networks, reasons, assets, group } = row
  if (networks.length > 0) return <WireText text={networks.join(', ')} />
  if (basis === 'plant' && group === 'protected' && reasons.length === 0) return t('edr.why.nowhere')
  if (reasons.length === 0) return assets.length > 1 ? t('edr.why.disagree') : <Unknown reason={t('edr.why.none')} />
  return (
    <>
      {reasons.map(({ kind, records }) => (
        <div key={kind}>
          {t(`edr.why.${kind}`)} <WireText text={records.slice(0, NAMED).join(', ')} />
          {records.length > NAMED ? ` ${t('edr.why.more', { count: records.length - NAMED })}` : null}
        </div>
      ))}
    </>
  )
}

function Without({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <>
      <h3>{t('edr.without')}</h3>
      <p>{t('edr.without.what', { count: names.length })}</p>
      <p className="edr-names">
        <WireText text={names.join(', ')} />
      </p>
    </>
  )
}

function First({ playbook }: { readonly playbook: EdrStartView['playbook'] }) {
  const mayRead = useMay('incident:read')
  if (playbook === null) return null
  const { id, name, scenario, model, steps } = playbook
  return (
    <>
      <h3>{t('edr.playbook')}</h3>
      <p>
        {mayRead ? (
          <Link to="/playbooks/$playbookId" params={{ playbookId: id }}>
            {name}
          </Link>
        ) : (
          name
        )}{' '}
        <span className="muted">{t('edr.playbook.about', { scenario, model: t(`model.name.${model}`), steps })}</span>
      </p>
    </>
  )
}
