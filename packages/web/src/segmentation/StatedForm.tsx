// The form in which something is stated or decided in this room: its fields, why it was refused, and the button that sends it.
import { Button, Textarea } from '@mantine/core'
import type { Refused } from '@penstock/web/api'
import { t } from '@penstock/web/messages'
import { RefusedNotice } from '@penstock/web/ui'
import type { ReactNode } from 'react'

export function StatedForm(props: {
  readonly button: string
  readonly isRunning: boolean
  readonly refused: Refused | null
  /** More of why it was refused. */
  readonly faults?: ReactNode
  readonly onSubmit: () => void
  readonly children: ReactNode
}) {
  const { button, isRunning, refused, faults, onSubmit, children } = props
  return (
    <form
      className="proposal-form"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {children}
      {refused === null ? null : <RefusedNotice refused={refused}>{faults}</RefusedNotice>}
      <Button type="submit" loading={isRunning}>
        {button}
      </Button>
    </form>
  )
}

/** Why; every decision and statement is kept with it. */
export function ReasonField(props: {
  readonly label?: string
  readonly description?: string
  readonly value: string
  readonly onChange: (reason: string) => void
}) {
  const { label = t('segmentation.reason'), onChange, ...rest } = props
  return (
    <Textarea
      label={label}
      required
      maxLength={500}
      onChange={(event) => onChange(event.currentTarget.value)}
      {...rest}
    />
  )
}
