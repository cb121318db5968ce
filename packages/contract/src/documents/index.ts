// The forms in which a document leaves the house, for the routes of the rooms that make one.
import { z } from 'zod'

export const DocumentForm = z.enum(['pdf', 'docx', 'xlsx'])
export type DocumentForm = z.infer<typeof DocumentForm>

/** Query of a route that answers with a file. */
export const DocumentQuery = z.strictObject({ form: DocumentForm.default('pdf') })
