// A button with a dialog behind it, in which a form asks for what the deed needs. It closes when the deed is done.
import { Button, Modal } from '@mantine/core'
import { t } from '@penstock/web/messages'
import { type ReactNode, useState } from 'react'

export function Ask(props: {
  readonly title: string
  readonly isMain?: boolean
  readonly isWide?: boolean
  readonly children: (close: () => void) => ReactNode
}) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button variant={props.isMain === true ? 'filled' : 'default'} onClick={() => setOpen(true)}>
        {props.title}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={props.title}
        size={props.isWide === true ? 'lg' : 'md'}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
        attributes={{ header: { role: 'presentation' } }}
      >
        {isOpen ? props.children(close) : null}
      </Modal>
    </>
  )
}
