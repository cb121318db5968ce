// A one-time link as it is handed over: shown once, with its end.
import { t } from '@penstock/web/messages'
import { Instant } from '@penstock/web/ui'

export function IssuedLink({ issued }: { readonly issued: { readonly link: string; readonly expiresAt: string } }) {
  return (
    <p>
      {t('access.invite.link')} <code className="secret">{issued.link}</code>{' '}
      <span className="faint">
        {t('access.invite.until')} <Instant at={issued.expiresAt} />
      </span>
    </p>
  )
}
