// The rules that the documented conduits ask for, of one device or of all, in the words of a firewall; and what no rule can hold.
import { NativeSelect } from '@mantine/core'
import { exportRuleSet, type RuleSetView, readRuleSet, readZoneMap } from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { urlOf, useMay, useRead } from '@penstock/web/api'
import { findMessage, formatCount, t } from '@penstock/web/messages'
import { Empty, Loaded, Panel, shownLines, showUnseen, WireText } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { SegmentationSearch } from './search.ts'

export function RuleSet({ site }: { readonly site: SiteKey }) {
  const search = useSearch({ from: '/segmentation' })
  const navigate = useNavigate({ from: '/segmentation' })
  const { device } = search
  const format: 'nftables' | 'cisco-asa' | 'neutral' = search.format ?? 'nftables'
  const query = { format, ...(device === undefined ? {} : { device }) }
  const read = useRead(readRuleSet, { params: { site }, query })
  const map = useRead(readZoneMap, { params: { site } }, { isEnabled: useMay('zone:read') })
  const devices = [...new Set(map.data?.edges.flatMap(({ enforcedBy }) => enforcedBy) ?? [])].sort()
  const change = (next: Partial<SegmentationSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true, resetScroll: false })
  return (
    <Panel title={t('segmentation.rule-set')}>
      <p className="muted">{t('segmentation.rule-set.lead')}</p>
      <div className="rule-set-asked no-print">
        <NativeSelect
          label={t('segmentation.rule-set.format')}
          value={format}
          data={[
            { value: 'nftables', label: 'nftables' },
            { value: 'cisco-asa', label: 'Cisco ASA' },
            { value: 'neutral', label: t('segmentation.rule-set.neutral') },
          ]}
          onChange={(event) =>
            change(SegmentationSearch.pick({ format: true }).parse({ format: event.currentTarget.value }))
          }
        />
        <NativeSelect
          label={t('segmentation.rule-set.device')}
          value={device ?? ''}
          data={[
            { value: '', label: t('segmentation.rule-set.all') },
            ...[...new Set([...devices, ...(device === undefined ? [] : [device])])].map((one) => ({
              value: one,
              label: showUnseen(one),
            })),
          ]}
          onChange={(event) => change({ device: event.currentTarget.value || undefined })}
        />
      </div>
      <Loaded read={read} lines={8}>
        {(told) => <Told told={told} address={urlOf(exportRuleSet, { params: { site }, query })} />}
      </Loaded>
    </Panel>
  )
}

function Told({ told, address }: { readonly told: RuleSetView; readonly address: string }) {
  const { rules, text, leftOut } = told
  if (rules === 0 && leftOut.length === 0) return <Empty kind="yet" title={t('segmentation.rule-set.none')} />
  return (
    <>
      <p>
        {t('segmentation.rule-set.count', { count: rules, text: formatCount(rules) })}{' '}
        <a href={address} download>
          {t('segmentation.rule-set.download')}
        </a>
      </p>
      {leftOut.length === 0 ? null : (
        <details>
          <summary>{t('segmentation.rule-set.left-out', { count: leftOut.length })}</summary>
          <ul className="protocols">
            {leftOut.map(({ conduit, what, because }) => (
              <li key={`${conduit} ${what} ${because}`}>
                <WireText text={conduit} isMono /> <WireText text={what} />{' '}
                {findMessage(`segmentation.rule-set.${because}`) ?? because}
              </li>
            ))}
          </ul>
        </details>
      )}
      <pre className="rule-set">
        <code>{shownLines(text)}</code>
      </pre>
    </>
  )
}
