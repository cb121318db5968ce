// What the checks find on the declared plant as a whole: findings, questions to the owner, and the boundaries of the rings.

import type { Response } from '@penstock/contract/route'
import {
  type checkSegmentation,
  type RingView,
  readRings,
  type SegmentationFindingView,
} from '@penstock/contract/zones'
import { useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Empty, Loaded, Panel } from '@penstock/web/ui'
import { Link } from '@tanstack/react-router'
import { boundaryState, ringName } from './describe.ts'
import { FindingLine } from './FindingLine.tsx'

interface PlanPanelProps {
  readonly plan: Response<typeof checkSegmentation>
  /** How the rings are enforced is known for now alone. */
  readonly isPast: boolean
}

export function PlanPanel({ plan, isPast }: PlanPanelProps) {
  const findings = plan.findings.filter(({ kind }) => kind === 'finding')
  const questions = plan.findings.filter(({ kind }) => kind === 'question')
  const rings = useRead(readRings, { params: { site: plan.site } }, { isEnabled: plan.importedAt !== null && !isPast })
  if (plan.importedAt === null) return null
  return (
    <Panel title={t('zones.findings', { count: findings.length })}>
      <p className="muted">{t('zones.findings.lead')}</p>
      {isPast ? null : (
        <>
          <h3>{t('zones.rings')}</h3>
          <Loaded read={rings}>{({ boundaries }) => <RingStates boundaries={boundaries} />}</Loaded>
        </>
      )}
      {findings.length === 0 ? (
        <Empty kind="wrong" title={t('zones.findings.none')} />
      ) : (
        <details className="findings-more">
          <summary>{t('zones.findings.all')}</summary>
          <Findings list={findings} />
        </details>
      )}
      {questions.length === 0 ? null : (
        <details className="findings-more">
          <summary>{t('zones.findings.questions', { count: questions.length })}</summary>
          <Findings list={questions} />
        </details>
      )}
    </Panel>
  )
}

/** Each boundary in a line; its controls and proofs stand on the page of their own. */
function RingStates({ boundaries }: { readonly boundaries: readonly RingView[] }) {
  return (
    <>
      <ul className="protocols">
        {boundaries.map((boundary) => (
          <li key={`${boundary.outer} ${boundary.inner}`}>
            {ringName(boundary.outer)} | {ringName(boundary.inner)}: <b>{boundaryState(boundary)}</b>
          </li>
        ))}
      </ul>
      <Link className="findings-all" to="/segmentation" search={{ part: 'rings' }}>
        {t('zones.rings.all')}
      </Link>
    </>
  )
}

export function Findings({ list }: { readonly list: readonly SegmentationFindingView[] }) {
  return (
    <ul className="lines">
      {list.map((finding, at) => (
        // A rule may speak of one entry more than once; the list is never reordered.
        <li key={`${finding.rule} ${finding.id} ${at}`}>
          <FindingLine finding={finding} />
        </li>
      ))}
    </ul>
  )
}
