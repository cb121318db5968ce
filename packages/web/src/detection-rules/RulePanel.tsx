// One rule: how it stands, its text, and switching it off or suppressing it.
import { Button } from '@mantine/core'
import { type RuleRow, readRuleText } from '@penstock/contract/detection-rules'
import type { Domain } from '@penstock/model/kernel'
import { useMay, useRead } from '@penstock/web/api'
import { formatCount, t } from '@penstock/web/messages'
import { Facts, Instant, Loaded, ScrollRegion, shownLines, Unknown, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { Faults, Pack } from './columns.tsx'
import { ExceptForm } from './ExceptForm.tsx'
import type { Part } from './part.ts'
import { StandingMark } from './StandingMark.tsx'

export function RulePanel({
  rule,
  domain,
  go,
}: {
  readonly rule: RuleRow
  readonly domain: Domain
  readonly go: Part['go']
}) {
  const mayExcept = useMay('rule:except')
  const [isExcepting, setExcepting] = useState(false)
  const isRule = rule.id !== `${rule.pack}/${rule.path}`
  return (
    <div className="rules-panel">
      <Facts
        items={[
          [t('rules.standing'), <StandingMark key="standing" standing={rule.standing} />],
          [t('rules.level'), t(`rules.level.${rule.level}`)],
          [t('rules.id'), <WireText key="id" text={rule.id} isMono />],
          [t('rules.kind'), t(rule.isQuiet ? 'rules.kind.quiet' : `rules.kind.${rule.kind}`)],
          [t('rules.pack'), <Pack key="pack" pack={rule.pack} />],
          [t('rules.file'), <WireText key="file" text={rule.path} isMono />],
          [t('rules.version'), <code key="version">{rule.version}</code>],
          [t('rules.hits'), formatCount(rule.hits)],
          [t('rules.suppressed-hits'), formatCount(rule.suppressedHits)],
          [
            t('rules.last-hit'),
            rule.lastHitAt === null ? <Unknown key="last" /> : <Instant key="last" at={rule.lastHitAt} />,
          ],
        ]}
      />
      <Faults rule={rule} />
      {isRule ? (
        <div className="row">
          <Button variant="default" onClick={() => go({ part: 'trial', rule: rule.id })}>
            {t('rules.try')}
          </Button>
          {mayExcept && !isExcepting ? (
            <Button variant="default" onClick={() => setExcepting(true)}>
              {t('rules.except')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {isExcepting ? (
        <ExceptForm rule={rule} domain={domain} onDone={() => go({ part: 'exceptions', rule: undefined })} />
      ) : null}
      <RuleText rule={rule.id} domain={domain} />
    </div>
  )
}

function RuleText({ rule, domain }: { readonly rule: string; readonly domain: Domain }) {
  const read = useRead(readRuleText, { domain, query: { rule } })
  return (
    <Loaded read={read}>
      {({ text }) => (
        <ScrollRegion label={t('rules.text')}>
          <pre className="rules-text">
            <code>{shownLines(text.replaceAll('\r\n', '\n'))}</code>
          </pre>
        </ScrollRegion>
      )}
    </Loaded>
  )
}
