// Documents as files: PDF, DOCX and XLSX from one neutral form.
export { fingerprintOf } from './fingerprint.ts'
export { type DocumentFile, renderDocument } from './render-document.ts'
export { sendDocument } from './send-document.ts'
