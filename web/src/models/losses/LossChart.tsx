// The losses of models, drawn for each frame, so that their words keep their size.
import { useWords } from '../../i18n'
import { type Dot, LossDrawing, lossText } from './LossDrawing'

/** Widths in pixels, and how many models there is room for. */
const FRAMES = { 'only-phone': [326, 4], 'only-desk': [640, 8] } as const

export function LossChart({ dots }: { dots: Dot[] }) {
  const { t, locale } = useWords()
  return Object.entries(FRAMES).map(([frame, [width, most]]) => {
    const shown = dots.slice(-most)
    const list = shown.map((dot) => `${t('Kula {n}', { n: dot.version })} ${lossText(dot.after, locale)}`).join(', ')
    const label = t('Loss on unseen records, lower is better: {list}.', { list })
    return <LossDrawing key={frame} frame={frame} width={width} dots={shown} label={label} />
  })
}
