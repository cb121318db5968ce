// The kit of parts that pages are made of.
import './ui.css'

export { Chip } from './Chip.tsx'
export type { Column } from './column.ts'
export { DataTable } from './DataTable.tsx'
export { FileButton } from './FileButton.tsx'
export { Loaded, StaleMark } from './Loaded.tsx'
export { Empty, RefusedNotice } from './Notices.tsx'
export { Facts, Page, Panel } from './Page.tsx'
export { type Severity, SeverityMark, SeverityShape, severityOf } from './SeverityMark.tsx'
export { showUnseen } from './safe-text.ts'
export { Instant, Unknown, WireOrUnknown, WireText } from './Text.tsx'
