// Chooses a file by button, for everybody who does not drag.
import { Button } from '@mantine/core'
import { useRef } from 'react'

export function FileButton(props: {
  readonly label: string
  readonly accept: string
  readonly isPrimary?: boolean
  readonly isDisabled?: boolean
  readonly onFile: (file: File) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button
        variant={props.isPrimary === false ? 'default' : 'filled'}
        disabled={props.isDisabled ?? false}
        onClick={() => input.current?.click()}
      >
        {props.label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={props.accept}
        aria-label={props.label}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          event.currentTarget.value = ''
          if (file) props.onFile(file)
        }}
      />
    </>
  )
}
