// The front page: what is wrong, what is unknown, and the next step; then everything else.
import { type HomeView, readHome } from '@penstock/contract/home'
import { useMay, useRead } from '@penstock/web/api'
import { formatExactInstant, t } from '@penstock/web/messages'
import { SiteName } from '@penstock/web/plant'
import { useScope } from '@penstock/web/scope'
import { Empty, Instant, Loaded, Page } from '@penstock/web/ui'
import { AnswersPanel } from './AnswersPanel.tsx'
import { BreachPanel } from './BreachPanel.tsx'
import { CellsPanel } from './CellsPanel.tsx'
import { Checklist } from './Checklist.tsx'
import { useCaptureUpload } from './capture-upload.ts'
import { DropPanel } from './DropPanel.tsx'
import { ShadowPanel } from './ShadowPanel.tsx'
import { TalkersPanel } from './TalkersPanel.tsx'
import './home.css'

const INTERVAL_MS = 30_000

export function HomePage() {
  const { asked, chosen, site, isKnown } = useScope()
  const may = useMay('asset:read')
  const read = useRead(readHome, { query: asked }, { intervalMs: INTERVAL_MS, isEnabled: may })
  return (
    <Page
      title={t('home.title')}
      lead={site === null ? undefined : <SiteName site={site} />}
      actions={
        read.data === undefined ? undefined : (
          <span className="faint" title={formatExactInstant(read.data.asOf)}>
            {t('home.as-of')} <Instant at={read.data.asOf} />
          </span>
        )
      }
    >
      {isKnown && chosen !== null && site === null ? (
        <Empty kind="matches" title={t('problems.not-found')}>
          {t('home.no-site')}
        </Empty>
      ) : (
        <Loaded read={read} lines={10}>
          {(home) => <Front home={home} />}
        </Loaded>
      )}
    </Page>
  )
}

function Front({ home }: { readonly home: HomeView }) {
  // Here and not in the panel: the panel moves once there are assets, and what was sent must stay on screen.
  const upload = useCaptureUpload()
  const isFresh = home.answers.total === 0
  return (
    <div className={isFresh ? 'home home-fresh' : 'home'}>
      <div className="home-main">
        {isFresh ? null : <BreachPanel home={home} />}
        {isFresh ? <DropPanel home={home} upload={upload} /> : null}
        {isFresh ? null : <AnswersPanel home={home} />}
        {isFresh ? null : <TalkersPanel home={home} />}
        {isFresh ? null : <ShadowPanel home={home} />}
      </div>
      <div className="home-side">
        <Checklist home={home} />
        {isFresh ? null : <DropPanel home={home} upload={upload} />}
        <CellsPanel home={home} />
      </div>
    </div>
  )
}
