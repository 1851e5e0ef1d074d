// What the page says about an error, in the person's language.
import type { Words } from './words'

export function problemText(error: unknown, words: Words): string {
  return isRejection(error) ? words.rejected : `${words.problem} ${(error as Error).message}`
}

function isRejection(error: unknown): boolean {
  return error instanceof Error && (error.name === 'UserRejectedRequestError' || /reject|denied/i.test(error.message))
}
