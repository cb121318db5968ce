// The operating model: what is in force and how it changes, what would fit, break-glass, and whether IT and OT are apart.
import { SegmentedControl } from '@mantine/core'
import { readOperatingModel } from '@penstock/contract/operating-model'
import { useMay, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { AfterSwitch, RehearsalPart } from '@penstock/web/rehearsal'
import { Loaded, Page } from '@penstock/web/ui'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Adviser } from './Adviser.tsx'
import { BreakGlass } from './BreakGlass.tsx'
import { Exceptions } from './Exceptions.tsx'
import { History, InForce } from './InForce.tsx'
import { JointCalls } from './JointCalls.tsx'
import { Proposals } from './Proposals.tsx'
import { ProposeModel } from './ProposeModel.tsx'
import { Segregation } from './Segregation.tsx'
import { PARTS } from './search.ts'
import './operating-model.css'

/** Others approve meanwhile. */
const MOVES_MS = 5000

const SHOWN = {
  model: () => <Model />,
  adviser: () => <Adviser />,
  rehearsal: () => <Rehearsal />,
  'break-glass': () => <BreakGlass />,
  calls: () => <JointCalls />,
  segregation: () => (
    <>
      <Segregation />
      <Exceptions />
    </>
  ),
} as const

export function OperatingModelPage() {
  const { part = 'model' } = useSearch({ from: '/operating-model' })
  const navigate = useNavigate({ from: '/operating-model' })
  const choose = (value: string) => {
    const chosen = PARTS.find((one) => one === value)
    void navigate({
      search: (before) => ({ ...before, scenario: undefined, part: chosen === 'model' ? undefined : chosen }),
      replace: true,
    })
  }
  return (
    <Page
      title={t('model.title')}
      lead={t('model.lead')}
      actions={
        <SegmentedControl
          aria-label={t('model.part')}
          data={PARTS.map((value) => ({ value, label: t(`model.part.${value}`) }))}
          value={part}
          onChange={choose}
        />
      }
    >
      {SHOWN[part]()}
    </Page>
  )
}

function Rehearsal() {
  const { scenario } = useSearch({ from: '/operating-model' })
  const navigate = useNavigate({ from: '/operating-model' })
  const close = () =>
    void navigate({ search: (before) => ({ ...before, scenario: undefined }), replace: true, resetScroll: false })
  return <RehearsalPart scenario={scenario} onClose={close} />
}

function Model() {
  const read = useRead(readOperatingModel, {}, { intervalMs: MOVES_MS })
  const mayPropose = useMay('model:propose')
  return (
    <Loaded read={read}>
      {(view) => (
        <>
          <InForce view={view} />
          <Proposals proposals={view.proposals} />
          {mayPropose ? <ProposeModel key={view.policyVersion} view={view} /> : null}
          <AfterSwitch />
          <History view={view} />
        </>
      )}
    </Loaded>
  )
}
