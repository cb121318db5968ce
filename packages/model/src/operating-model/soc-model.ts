// The three SOC models by name.
import { z } from 'zod'

export const SocModel = z.enum(['integrated', 'federated', 'hybrid'])
export type SocModel = z.infer<typeof SocModel>

export const SOC_MODELS = SocModel.options
