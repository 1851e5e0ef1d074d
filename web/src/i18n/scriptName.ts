// Writing systems in words: the gateway names them as Unicode does, browsers by four letters.
const CODES: Record<string, string> = {
  ...{ ARABIC: 'Arab', BENGALI: 'Beng', CJK: 'Hani', CYRILLIC: 'Cyrl', DEVANAGARI: 'Deva', GREEK: 'Grek' },
  ...{ HANGUL: 'Hang', HEBREW: 'Hebr', HIRAGANA: 'Hira', KATAKANA: 'Kana', LATIN: 'Latn', SINHALA: 'Sinh' },
  ...{ TAMIL: 'Taml', THAI: 'Thai' },
  // Marks that Unicode names by themselves belong to the writing around them: 々 and ー.
  ...{ IDEOGRAPHIC: 'Hani', 'KATAKANA-HIRAGANA': 'Kana' },
}

/** The names of writing systems, each once. */
export function scriptNames(names: string[], locale: string): string[] {
  return [...new Set(names.map((name) => scriptName(name, locale)))]
}

/** "Latin" for LATIN, "Cyrillic" or "西里尔文" for CYRILLIC. One without a code keeps its Unicode name. */
export function scriptName(name: string, locale: string): string {
  const code = CODES[name]
  const own = name.charAt(0) + name.slice(1).toLowerCase()
  return code ? (new Intl.DisplayNames([locale], { type: 'script' }).of(code) ?? own) : own
}
