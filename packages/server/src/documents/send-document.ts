// Answers a request with a document as a file.
import type { FastifyReply } from 'fastify'
import type { DocumentFile } from './render-document.ts'

export async function sendDocument(reply: FastifyReply, { bytes, name, type }: DocumentFile): Promise<void> {
  await reply.type(type).header('content-disposition', `attachment; filename="${name}"`).send(Buffer.from(bytes))
}
