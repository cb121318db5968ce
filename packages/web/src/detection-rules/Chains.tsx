// Rules that feed suspicions: what each asks, which scenarios it feeds, and switching it off until an instant as others are.
import { Button, TextInput } from '@mantine/core'
import { type ChainRuleRow, listChainRules } from '@penstock/contract/detection-rules'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Loaded, Panel, ScrollRegion, WireText } from '@penstock/web/ui'
import { ExceptForm } from './ExceptForm.tsx'
import type { Part } from './part.ts'
import { StandingMark } from './StandingMark.tsx'

export function Chains({ domain, search, go }: Part) {
  const read = useRead(listChainRules, { domain }, { intervalMs: 15_000 })
  const q = (search.q ?? '').trim().toLowerCase()
  return (
    <>
      <p className="muted">{t('rules.chains.lead')}</p>
      <search className="rules-filter">
        <TextInput
          label={t('rules.chains.search')}
          value={search.q ?? ''}
          maxLength={200}
          onChange={(event) => go({ q: event.currentTarget.value || undefined })}
        />
      </search>
      <Loaded read={read} lines={8}>
        {({ items }) => {
          const shown = items.filter((one) => textOf(one).includes(q))
          const opened = items.find(({ id }) => id === search.rule)
          return (
            <>
              {opened === undefined ? null : (
                <Panel title={t('rules.chains.off-of', { title: opened.title })}>
                  <ExceptForm
                    key={opened.id}
                    rule={opened}
                    domain={domain}
                    isOffOnly
                    onDone={() => go({ part: 'exceptions', rule: undefined, q: undefined })}
                  />
                </Panel>
              )}
              {shown.length === 0 ? (
                <Empty kind="matches" title={t('rules.no-match')} />
              ) : (
                <Table items={shown} go={go} />
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function Table({ items, go }: { readonly items: readonly ChainRuleRow[]; readonly go: Part['go'] }) {
  const mayExcept = useMay('rule:except')
  return (
    <>
      <p role="status">{t('rules.chains.count', { count: items.length })}</p>
      <ScrollRegion label={t('rules.part.chains')}>
        <table className="rules-chains">
          <thead>
            <tr>
              <th scope="col">{t('rules.chains.rule')}</th>
              <th scope="col">{t('rules.standing')}</th>
              <th scope="col">{t('rules.chains.feeds')}</th>
              <th scope="col">{t('rules.chains.techniques')}</th>
              <th scope="col">{t('rules.coverage.needs')}</th>
              {mayExcept ? <th scope="col">{t('rules.chains.deed')}</th> : null}
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <th scope="row">{one.title}</th>
                <td>
                  <StandingMark standing={one.standing} />
                </td>
                <td>{one.scenarios.join(', ')}</td>
                <td>{one.techniques.join(', ')}</td>
                <td>
                  <WireText text={one.needs.join('; ')} isMono />
                </td>
                {mayExcept ? (
                  <td>
                    {one.standing === 'disabled' ? (
                      '—'
                    ) : (
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={t('rules.chains.off-of', { title: one.title })}
                        onClick={() => go({ rule: one.id })}
                      >
                        {t('rules.chains.off')}
                      </Button>
                    )}
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </>
  )
}

function textOf({ id, title, kinds, scenarios, techniques }: ChainRuleRow): string {
  return [id, title, ...kinds, ...scenarios, ...techniques].join(' ').toLowerCase()
}
