// The drawer beside a list, in which one of its rows is shown without leaving it.
import { Drawer } from '@mantine/core'
import { t } from '@penstock/web/messages'
import type { ReactNode } from 'react'

/** Open while it has something to show. `width` in pixels; 480 unless given. */
export function PeekDrawer(props: {
  readonly title: string
  readonly width?: number
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const { title, width = 480, onClose, children } = props
  return (
    <Drawer
      opened={children !== null}
      onClose={onClose}
      position="right"
      size={width}
      title={title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {children}
    </Drawer>
  )
}
