// The worker that reads an export: see serve.ts.
import { serve } from './serve'

serve(self)
