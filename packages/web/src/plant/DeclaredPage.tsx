// The frame of a page that asks the declared plant of a site: what it stands on, a moment of the past, and what there is to see.
import { MomentFrame, TimeBar, useMoment } from '@penstock/web/history'
import { t } from '@penstock/web/messages'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded, Page, WireText } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'

/** Of the past such a page tells what was known then. */
export const DECLARED_KNOWS = 'learned'

interface StandsOn {
  readonly source: string | null
  readonly importedAt: string | null
}

export function DeclaredPage<Told extends StandsOn>(props: {
  readonly title: string
  /** What the page is for, as long as there is no plant. */
  readonly lead: string
  readonly read: ComponentProps<typeof Loaded<Told>>['read']
  readonly isEmpty: (told: Told) => boolean
  /** Why there is nothing to see, now and at a moment of the past. */
  readonly none: string
  readonly noneThen: string
  readonly above?: ReactNode
  readonly children: (told: Told) => ReactNode
}) {
  const { title, lead, read, isEmpty, none, noneThen, above = null, children } = props
  const { site, isKnown } = useScope()
  const { isPast } = useMoment(DECLARED_KNOWS)
  return (
    <Page title={title} lead={standsOn(read.data) ?? lead}>
      {site === null ? (
        isKnown ? (
          <Empty kind="yet" title={t('plant.no-site')} />
        ) : null
      ) : (
        <>
          {above}
          <MomentFrame knows={DECLARED_KNOWS}>
            <Loaded read={read} lines={12}>
              {(told) =>
                isEmpty(told) ? (
                  <Empty kind="yet" title={isPast ? noneThen : none}>
                    {isPast ? null : <Link to="/plant">{t('plant.import-it')}</Link>}
                  </Empty>
                ) : (
                  children(told)
                )
              }
            </Loaded>
          </MomentFrame>
          <TimeBar site={site.site} knows={DECLARED_KNOWS} isOfOne />
        </>
      )}
    </Page>
  )
}

function standsOn(told: StandsOn | undefined): ReactNode | null {
  if (told === undefined || told.source === null || told.importedAt === null) return null
  return (
    <>
      {t('plant.stands-on')} <WireText text={told.source} />, <Instant at={told.importedAt} />
    </>
  )
}
