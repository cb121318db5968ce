// Why something ends or is refused, in a line, and the button that sends it.
import { Button, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'

const MOST_LETTERS = 500

export function NoteForm(props: {
  /** What the line is for. */
  readonly label: string
  /** What the button does. */
  readonly action: string
  readonly isRunning: boolean
  readonly onSend: (note: string) => void
  /** What came of it. */
  readonly children?: ReactNode
}) {
  const { label, action, isRunning, onSend, children } = props
  const [note, setNote] = useState('')
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault()
        onSend(note.trim())
      }}
    >
      <TextInput
        aria-label={label}
        placeholder={label}
        value={note}
        required
        maxLength={MOST_LETTERS}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={isRunning} disabled={note.trim() === ''}>
        {action}
      </Button>
      {children}
    </form>
  )
}
