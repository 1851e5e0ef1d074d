// The words of other programs, the limits of an import and the reasons to leave something out, shared with Python.
import words from '../../../node/contributor/exports/vocabulary.json'

export type Reason = keyof typeof words.left_out

export const limits = { ...words.limits }
export const roles = new Map(Object.entries(words.roles))
export const thumbs = new Map(Object.entries(words.thumbs))
export const reasonsFor = new Map(Object.entries(words.reasons_for))
export const reasonsAgainst = new Map(Object.entries(words.reasons_against))
export const outcomes = new Map(Object.entries(words.outcomes))
// Marks around thoughts at the beginning of an answer.
export const thoughts = words.thoughts as [string, string][]
// Marks around what a program folds away or does not show, anywhere in an answer.
export const folded = words.folded as [string, string][]
export const geminiTitles: string[] = words.gemini_titles
export const feedbackFiles: string[] = words.feedback_files
export const otherFiles: string[] = words.other_files
