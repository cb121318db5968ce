// Notices that leave the product.
export { NoticesPanel } from './NoticesPanel.tsx'
