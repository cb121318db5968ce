// Write-only tokens of sensors, bound to domain, site and kind of source. A secret is shown once.
import { Button, TextInput } from '@mantine/core'
import { createToken, listTokens, revokeToken, type TokenView } from '@penstock/contract/access'
import type { Domain } from '@penstock/model/kernel'
import { useMay, useRead, useSession, useWrite } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { SiteName, useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded, Panel, RefusedNotice, WireText } from '@penstock/web/ui'
import { type SubmitEvent, useState } from 'react'

export function TokensPanel() {
  const { domain } = useSession()
  const { site } = useScope()
  const mayEnrol = useMay('sensor:enrol')
  const read = useRead(listTokens, {})
  return (
    <Panel title={t('access.tokens')}>
      <Loaded read={read}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty kind="yet" title={t('access.tokens.none')} />
          ) : (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('access.token.name')}</th>
                  <th scope="col">{t('access.domain')}</th>
                  <th scope="col">{t('access.site')}</th>
                  <th scope="col">{t('access.created')}</th>
                  <th scope="col">{t('access.token.used')}</th>
                  <th scope="col">{t('access.action')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((token) => (
                  <TokenRow key={token.id} token={token} mayRevoke={mayEnrol} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
      {mayEnrol && domain !== null && site !== null ? <NewToken domain={domain} site={site.site} /> : null}
    </Panel>
  )
}

function TokenRow({ token, mayRevoke }: { readonly token: TokenView; readonly mayRevoke: boolean }) {
  const { run, isRunning, refused } = useWrite(revokeToken)
  return (
    <tr>
      <th scope="row">
        <WireText text={token.name} />
      </th>
      <td>{t(`access.domain.${token.domain}`)}</td>
      <td>
        <SiteName site={token.site} />
      </td>
      <td>
        <Instant at={token.createdAt} />
      </td>
      <td>
        <Instant at={token.lastUsedAt} />
      </td>
      <td>
        {token.revokedAt !== null ? (
          <>
            {t('access.token.revoked')} <Instant at={token.revokedAt} />
          </>
        ) : mayRevoke ? (
          <Button
            variant="default"
            size="compact-sm"
            loading={isRunning}
            onClick={() => void run({ params: { tokenId: token.id } })}
          >
            {t('access.token.revoke')}
          </Button>
        ) : null}
        {refused === null ? null : <RefusedNotice refused={refused} />}
      </td>
    </tr>
  )
}

function NewToken({ domain, site }: { readonly domain: Domain; readonly site: string }) {
  const { run, isRunning, refused } = useWrite(createToken)
  const [name, setName] = useState('')
  const [secret, setSecret] = useState<string | null>(null)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const answer = await run({ body: { name: name.trim(), domain, site, sourceKind: 'sensor' } })
    if (!answer.ok) return
    setSecret(answer.value.secret)
    setName('')
  }
  return (
    <form className="form invite" onSubmit={(event) => void submit(event)}>
      <h3>{t('access.token.new')}</h3>
      <TextInput
        label={t('access.token.name')}
        description={t('access.token.hint', { domain: t(`access.domain.${domain}`), site })}
        value={name}
        maxLength={80}
        onChange={(event) => setName(event.currentTarget.value)}
        required
      />
      {refused === null ? null : <RefusedNotice refused={refused} />}
      <Button type="submit" loading={isRunning}>
        {t('access.token.new')}
      </Button>
      <div role="status">
        {secret === null ? null : (
          <p>
            {t('access.token.secret')} <code className="secret">{secret}</code>
          </p>
        )}
      </div>
    </form>
  )
}
