// What was seen between two zones, by its ends and protocol; for what is left out, why.
import type { LeftOutView, ServiceView } from '@penstock/contract/zones'
import { withValue } from '@penstock/web/filters'
import { findMessage, formatCount, t } from '@penstock/web/messages'
import { WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** More are told by their number. */
const MOST = 40

export function Services({ services }: { readonly services: readonly ServiceView[] }) {
  return <Lines services={services} />
}

export function LeftOut({ services }: { readonly services: readonly LeftOutView[] }) {
  return (
    <Lines services={services}>
      {({ because }) => <b>{findMessage(`segmentation.because.${because}`) ?? because}</b>}
    </Lines>
  )
}

function Lines<Service extends ServiceView>(props: {
  readonly services: readonly Service[]
  readonly children?: (service: Service) => ReactNode
}) {
  const { services } = props
  return (
    <ul className="protocols">
      {services.slice(0, MOST).map((service) => {
        const { client, server, protocol, conversations } = service
        return (
          <li key={`${client} ${server} ${protocol}`}>
            <WireText text={client} isMono /> → <WireText text={server} isMono /> <WireText text={protocol} />{' '}
            <Link to="/traffic" search={{ q: withValue(withValue('', 'client', client), 'server', server) }}>
              {t('segmentation.conversations', { count: conversations, text: formatCount(conversations) })}
            </Link>{' '}
            {props.children?.(service)}
          </li>
        )
      })}
      {services.length > MOST ? <li>{t('segmentation.more', { count: services.length - MOST })}</li> : null}
    </ul>
  )
}
