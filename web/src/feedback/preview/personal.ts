// Personal details in a text, by the patterns that the importer and the Python client use too.
import words from '../../../../node/contributor/exports/patterns.json'
import { type Span, spansOf } from '../../exports/personal'

export type Personal = Span

/** The details in their order; none lies inside another. */
export const findPersonal = spansOf

/** What stands in a text in place of a detail. */
export function maskOf({ kind }: Personal): string {
  return words.masks[kind]
}

/** The text with some of its details masked. */
export function redact(text: string, hidden: Personal[]): string {
  return [...hidden]
    .sort((a, b) => b.start - a.start)
    .reduce((rest, detail) => rest.slice(0, detail.start) + maskOf(detail) + rest.slice(detail.end), text)
}
