// What can be done with the selected findings: one decision for all of them; those that moved meanwhile are told one by one.
import { Button, Modal } from '@mantine/core'
import { type DecisionResult, decideManyShadow, type ShadowRow } from '@penstock/contract/shadow'
import { useWrite } from '@penstock/web/api'
import { useCommands } from '@penstock/web/commands'
import { findMessage, t } from '@penstock/web/messages'
import { showToast, WireText } from '@penstock/web/ui'
import { useState } from 'react'
import { DecisionForm } from './DecisionForm.tsx'

export function DecideMany({ rows, onClear }: { readonly rows: readonly ShadowRow[]; readonly onClear: () => void }) {
  const { run, isRunning, refused, reset } = useWrite(decideManyShadow)
  const [isOpen, setOpen] = useState(false)
  const [result, setResult] = useState<DecisionResult | null>(null)
  const count = rows.length
  const open = () => {
    reset()
    setResult(null)
    setOpen(true)
  }
  const group = t('shadow.title')
  useCommands(
    count === 0
      ? []
      : [
          { id: 'shadow.decide-selected', title: t('shadow.decide.many', { count }), group, keys: 'e', run: open },
          { id: 'shadow.clear-selection', title: t('shadow.selection.clear'), group, run: onClear },
        ],
  )
  const close = () => setOpen(false)
  return (
    <>
      {count === 0 ? null : (
        <section className="selection" aria-label={t('shadow.selection')}>
          <span>{t('shadow.selection.count', { count })}</span>
          <Button size="compact-sm" onClick={open}>
            {t('shadow.decide.many', { count })}
          </Button>
          <Button size="compact-sm" variant="default" onClick={onClear}>
            {t('shadow.selection.clear')}
          </Button>
        </section>
      )}
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('shadow.decide.many', { count })}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        {isOpen ? (
          <>
            <DecisionForm
              button={t('shadow.decide.many', { count })}
              isRunning={isRunning}
              refused={refused}
              onDecide={(decision, reason) =>
                void run({
                  body: { findings: rows.map(({ id, version }) => ({ id, version })), decision, reason },
                }).then((answer) => {
                  if (!answer.ok) return
                  setResult(answer.value)
                  showToast({ text: t('shadow.decided', { count: answer.value.decided }) })
                  if (answer.value.refused.length > 0) return
                  close()
                  onClear()
                })
              }
            />
            <div role="status">
              {result === null || result.refused.length === 0 ? null : <NotDecided rows={rows} result={result} />}
            </div>
          </>
        ) : null}
      </Modal>
    </>
  )
}

function NotDecided({ rows, result }: { readonly rows: readonly ShadowRow[]; readonly result: DecisionResult }) {
  return (
    <>
      <p>{t('shadow.not-decided', { count: result.refused.length })}</p>
      <ul className="plain">
        {result.refused.map(({ id, code }) => {
          const row = rows.find((one) => one.id === id)
          return (
            <li key={id}>
              <WireText text={row === undefined ? id : `${row.name} · ${row.label}`} /> ·{' '}
              {findMessage(`problems.${code}`) ?? code}
            </li>
          )
        })}
      </ul>
    </>
  )
}
