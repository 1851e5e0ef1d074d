// Sentences one after the other: a space follows a full stop, but not a full-width one, which has its own.
const WIDE = /[。！？：；]$/

export function joined(...sentences: (string | false | null | undefined)[]): string {
  return sentences
    .filter(Boolean)
    .reduce<string>((text, next) => (!text || WIDE.test(text) ? `${text}${next}` : `${text} ${next}`), '')
}
