// The thread that writes one document and ends; started by `render-document.ts`.
import { parentPort, workerData } from 'node:worker_threads'
import type { DocumentForm } from '@penstock/contract/documents'
import type { PlantDocument } from '@penstock/model/documents'

const { document, form } = workerData as { readonly document: PlantDocument; readonly form: DocumentForm }
parentPort?.postMessage(await write())

/** Only the library that is needed is loaded. */
async function write(): Promise<Uint8Array> {
  switch (form) {
    case 'pdf':
      return await (await import('./write-pdf.ts')).writePdf(document)
    case 'docx':
      return await (await import('./write-docx.ts')).writeDocx(document)
    case 'xlsx':
      return await (await import('./write-xlsx.ts')).writeXlsx(document)
  }
}
