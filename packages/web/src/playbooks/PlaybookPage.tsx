// One playbook: its steps in order, each with its lane, role, safety class and what that class asks for.
import { Button } from '@mantine/core'
import { exportPlaybook, type PlaybookView, readPlaybook } from '@penstock/contract/incidents'
import { urlOf, useRead } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { Chip, Loaded, Page, Panel, showUnseen, WireText } from '@penstock/web/ui'
import { IconDownload } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { Exercised } from './PlaybooksPage.tsx'
import './playbooks.css'

export function PlaybookPage() {
  const { playbookId } = useParams({ from: '/playbooks/$playbookId' })
  const read = useRead(readPlaybook, { params: { playbookId } })
  const playbook = read.data
  return (
    <Page
      title={playbook === undefined ? t('playbooks.title') : showUnseen(playbook.name)}
      lead={
        playbook === undefined ? undefined : (
          <p>
            <WireText text={playbook.description} /> <Exercised of={playbook.exercised} />
          </p>
        )
      }
      actions={
        playbook === undefined ? undefined : (
          <Button
            component="a"
            href={urlOf(exportPlaybook, { params: { playbookId } })}
            download=""
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.5} aria-hidden="true" />}
          >
            {t('playbooks.export')}
          </Button>
        )
      }
    >
      <Loaded read={read} lines={12}>
        {({ steps }) => (
          <Panel title={t('playbooks.steps')} aside={<Link to="/incidents">{t('playbooks.begin-in')}</Link>}>
            <ol className="playbooks-steps">
              {steps.map((step) => (
                <li key={step.id}>
                  <StepHead step={step} />
                </li>
              ))}
            </ol>
          </Panel>
        )}
      </Loaded>
    </Page>
  )
}

type Step = PlaybookView['steps'][number]

export function StepHead({ step }: { readonly step: Step }) {
  const rule = step.safety === null || step.safety === 'observe' || step.safety === 'contact' ? null : step.safety
  return (
    <>
      <p>
        <strong>
          <WireText text={step.name} />
        </strong>{' '}
        <Chip>{t(`playbooks.lane.${step.lane}`)}</Chip>{' '}
        {step.safety === null ? null : (
          <Chip tone={rule === null ? 'plain' : 'strong'}>{t(`playbooks.safety.${step.safety}`)}</Chip>
        )}{' '}
        <span className="muted">
          <WireText text={t('playbooks.role', { role: step.role })} />
        </span>
      </p>
      {step.condition === null ? null : (
        <p>
          <WireText text={t('playbooks.question', { condition: step.condition })} />
        </p>
      )}
      {step.description === '' ? null : (
        <p>
          <WireText text={step.description} />
        </p>
      )}
      {rule === null ? null : <p className="muted">{t(`playbooks.rule.${rule}`)}</p>}
    </>
  )
}
