// What the firewalls of a site were told, held against its conduits and what was seen; and a configuration brought in.
import { NativeSelect } from '@mantine/core'
import { type FirewallReadingView, type FirewallView, importFirewall, readFirewalls } from '@penstock/contract/zones'
import type { SiteKey } from '@penstock/model/kernel'
import { type Refused, upload, useMay, useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import {
  Empty,
  FileButton,
  Instant,
  Loaded,
  Panel,
  RefusedNotice,
  showToast,
  showUnseen,
  WireText,
} from '@penstock/web/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Proofs } from './Rings.tsx'

export function Firewalls({ site }: { readonly site: SiteKey }) {
  const read = useRead(readFirewalls, { params: { site } })
  const mayBring = useMay('zone:edit')
  return (
    <Loaded read={read} lines={10}>
      {({ firewalls, readings, unread, isPartial }) => {
        const devices = [...new Set([...unread, ...firewalls.map(({ device }) => device)])].sort()
        return (
          <div className="proposals">
            <Panel title={t('segmentation.firewalls')}>
              <p className="muted">{t('segmentation.firewalls.lead')}</p>
              {isPartial ? <p className="muted">{t('segmentation.partial')}</p> : null}
              {devices.length === 0 ? (
                <Empty kind="yet" title={t('segmentation.firewalls.none')} />
              ) : mayBring ? (
                <Bring key={devices.join(' ')} site={site} devices={devices} />
              ) : null}
              {unread.length === 0 ? null : (
                <p>
                  {t('segmentation.firewalls.unread')} <WireText text={unread.join(', ')} isMono />
                </p>
              )}
            </Panel>
            {firewalls.map((firewall) => (
              <Firewall key={firewall.device} firewall={firewall} />
            ))}
            {readings.length === 0 ? null : <Readings readings={readings} />}
          </div>
        )
      }}
    </Loaded>
  )
}

function Bring({ site, devices }: { readonly site: SiteKey; readonly devices: readonly string[] }) {
  const client = useQueryClient()
  const [device, setDevice] = useState(devices[0] ?? '')
  const [isBusy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const send = async (file: File) => {
    setBusy(true)
    setRefused(null)
    const query = { device, fileName: file.name.slice(0, 255) }
    const answer = await upload(importFirewall, { params: { site }, query }, file)
    setBusy(false)
    if (!answer.ok) return setRefused(answer.refusal)
    const { rules, unknownCount, secretsTakenOut } = answer.value
    showToast({
      text: t('segmentation.firewalls.brought', { device: showUnseen(device), rules, unknownCount, secretsTakenOut }),
    })
    void client.invalidateQueries()
  }
  return (
    <>
      <div className="rule-set-asked no-print">
        <NativeSelect
          label={t('segmentation.rule-set.device')}
          value={device}
          data={devices.map((one) => ({ value: one, label: showUnseen(one) }))}
          onChange={(event) => setDevice(event.currentTarget.value)}
        />
        <FileButton
          label={t('segmentation.firewalls.bring')}
          accept=".conf,.cfg,.txt,.xml,.nft,.rules,text/plain"
          isDisabled={isBusy}
          onFile={(file) => void send(file)}
        />
      </div>
      {refused === null ? null : <RefusedNotice refused={refused} />}
    </>
  )
}

function Firewall({ firewall }: { readonly firewall: FirewallView }) {
  const { device, dialect, readOn, origin, rules, unknownCount, faultCount } = firewall
  const { unknown, compared, conduitsWithoutRule, seenThoughDenied, hiddenProofs } = firewall
  const isClean = compared.length + conduitsWithoutRule.length + seenThoughDenied.length + hiddenProofs === 0
  return (
    <Panel title={showUnseen(device)} aside={<WireText text={`${dialect}, ${readOn}`} />}>
      <p className="muted">
        <WireText text={origin} />:{' '}
        {t('segmentation.firewalls.understood', {
          rules: formatCount(rules),
          unknown: formatCount(unknownCount),
          faults: formatCount(faultCount),
        })}
      </p>
      {seenThoughDenied.length + hiddenProofs === 0 ? null : (
        <>
          <h3>{t('segmentation.firewalls.seen-though-denied')}</h3>
          <Proofs proofs={seenThoughDenied} hidden={hiddenProofs} />
        </>
      )}
      {compared.length === 0 ? null : (
        <details>
          <summary>{t('segmentation.firewalls.beside', { count: compared.length })}</summary>
          <ul className="protocols">
            {compared.map(({ rule, name, line, state, parts, strangers }) => (
              <li key={`${rule} ${line}`}>
                <WireText text={rule} isMono /> {name === null || name === rule ? null : <WireText text={name} />}{' '}
                {line === null ? null : <span className="muted">{t('segmentation.line', { line: String(line) })}</span>}{' '}
                <b>{t(`segmentation.rule.${state}`)}</b>
                <ul className="protocols">
                  {parts.map(({ fromZone, toZone, state: own, conduits }) => (
                    <li key={`${fromZone} ${toZone}`}>
                      <WireText text={fromZone} /> → <WireText text={toZone} />: {t(`segmentation.rule.${own}`)}{' '}
                      <WireText text={conduits.join(', ')} />
                    </li>
                  ))}
                  {strangers.length === 0 ? null : (
                    <li>
                      {t('segmentation.strangers')} <WireText text={strangers.join(', ')} isMono />
                    </li>
                  )}
                </ul>
              </li>
            ))}
          </ul>
        </details>
      )}
      {conduitsWithoutRule.length === 0 ? null : (
        <p>
          {t('segmentation.firewalls.without-rule')} <WireText text={conduitsWithoutRule.join(', ')} isMono />
        </p>
      )}
      {unknown.length === 0 ? null : (
        <details>
          <summary>{t('segmentation.firewalls.unknown', { count: unknownCount })}</summary>
          <ul className="protocols">
            {unknown.map(({ line, text }) => (
              <li key={line}>
                {t('segmentation.line', { line: String(line) })} <WireText text={text} isMono />
              </li>
            ))}
          </ul>
        </details>
      )}
      {isClean ? <Empty kind="wrong" title={t('segmentation.firewalls.agree')} /> : null}
    </Panel>
  )
}

function Readings({ readings }: { readonly readings: readonly FirewallReadingView[] }) {
  return (
    <Panel title={t('segmentation.readings', { count: readings.length })}>
      <ul className="protocols">
        {readings.map((one) => (
          <li key={`${one.at} ${one.device}`}>
            <Instant at={one.at} /> <WireText text={one.device} isMono /> <WireText text={one.fileName} />,{' '}
            <WireText text={`${one.dialect}, ${one.readOn}`} />,{' '}
            {t('segmentation.firewalls.understood', {
              rules: formatCount(one.rules),
              unknown: formatCount(one.unknownCount),
              faults: formatCount(one.faultCount),
            })}{' '}
            <span className="muted">
              <WireText text={one.byName ?? one.by} /> · SHA-256 <code>{one.sha256.slice(0, 16)}</code>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
