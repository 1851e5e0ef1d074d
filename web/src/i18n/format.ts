// Messages: `{name}` is a value, `{n, plural, one {# record} other {# records}}` chooses by number.
export type Values = Record<string, string | number>

const FIELD = /\{(\w+)(?:, plural, one \{([^{}]*)\} other \{([^{}]*)\})?\}/g

/** Writes the values into a message. The part after `|` tells equal English messages apart, and is never written. */
export function format(message: string, values: Values, locale: string): string {
  return (message.split('|')[0] ?? message).replace(FIELD, (_, name: string, one?: string, other?: string) => {
    const value = values[name] ?? ''
    const written = typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value
    if (one === undefined || other === undefined) return written
    const form = new Intl.PluralRules(locale).select(Number(value)) === 'one' ? one : other
    return form.replace('#', written)
  })
}
