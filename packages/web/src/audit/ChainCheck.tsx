// The check of all chains, run from the page: per chain what was checked, until when, and the first fault with its place.
import { Button } from '@mantine/core'
import { type AuditCheckView, type ChainCheckView, verifyChains } from '@penstock/contract/audit'
import { useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { formatCount, t } from '@penstock/web/messages'
import { Instant, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { useState } from 'react'

const MARKS = { intact: '✓', broken: '✗', silent: '?' } as const

export function ChainCheck() {
  const { run, isRunning, refused } = useWrite(verifyChains)
  const [found, setFound] = useState<AuditCheckView | null>(null)
  const verify = async () => {
    const answer = await run({})
    setFound(answer.ok ? answer.value : null)
  }
  useCommands([{ id: 'audit.verify', title: t('audit.verify'), group: t('audit.title'), run: () => void verify() }])
  return (
    <Panel
      title={t('audit.chains')}
      aside={
        found === null ? undefined : (
          <>
            {t('audit.checked')} <Instant at={found.at} />
          </>
        )
      }
    >
      <div role="status">{found === null ? <p>{t('audit.chains.lead')}</p> : <Found chains={found.chains} />}</div>
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button variant="default" mt={12} loading={isRunning} onClick={() => void verify()}>
        {t('audit.verify')}
      </Button>
    </Panel>
  )
}

function Found({ chains }: { readonly chains: readonly ChainCheckView[] }) {
  return (
    <table className="table chains">
      <thead>
        <tr>
          <th scope="col">{t('audit.chain')}</th>
          <th scope="col">{t('audit.chain.state')}</th>
          <th scope="col" className="table-number">
            {t('audit.chain.to')}
          </th>
          <th scope="col">{t('audit.chain.until')}</th>
          <th scope="col" className="table-number">
            {t('audit.chain.signed')}
          </th>
          <th scope="col" className="table-number">
            {t('audit.chain.anchored')}
          </th>
          <th scope="col">{t('audit.chain.fault')}</th>
        </tr>
      </thead>
      <tbody>
        {chains.map((chain) => (
          <ChainRow key={chain.chain} chain={chain} />
        ))}
      </tbody>
    </table>
  )
}

function ChainRow({ chain }: { readonly chain: ChainCheckView }) {
  const [fault] = chain.faults
  const isSilent = chain.state === 'silent'
  return (
    <tr>
      <th scope="row">{t(`audit.chain.${chain.chain}`)}</th>
      <td>
        <strong>
          <span aria-hidden="true">{MARKS[chain.state]}</span>{' '}
          {t(`audit.state.${chain.state}`, { count: chain.faultCount })}
        </strong>
      </td>
      <td className="table-number">{isSilent ? '–' : formatCount(chain.checkedTo)}</td>
      <td>{isSilent ? '–' : <Instant at={chain.checkedUntil} />}</td>
      <td className="table-number">{isSilent ? '–' : formatCount(chain.signedTo)}</td>
      <td className="table-number">{isSilent ? '–' : formatCount(chain.anchoredTo)}</td>
      <td>
        {fault === undefined ? (
          t(isSilent ? 'audit.chain.unknown' : 'audit.chain.none')
        ) : (
          <>
            {t('audit.fault', { seq: fault.seq, kind: fault.kind })} <WireText text={fault.detail} />
          </>
        )}
      </td>
    </tr>
  )
}
