// The losses of models as a line, drawn in one width. A ring is the version before, measured on the same records.
import { useWords } from '../../i18n'

export interface Dot {
  version: number
  /** In milli-nats. */
  before: number
  after: number
}

interface Props {
  dots: Dot[]
  frame: string
  /** In pixels. */
  width: number
  label: string
}

const TOP = 34
const BOTTOM = 105
const BASE = 138

export function lossText(milliNats: number, locale: string): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 3 }).format(milliNats / 1_000)
}

export function LossDrawing({ dots, frame, width, label }: Props) {
  const { t, locale } = useWords()
  const all = dots.flatMap((dot) => [dot.before, dot.after])
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const y = (loss: number) => Math.round(BOTTOM - ((loss - least) / Math.max(1, most - least)) * (BOTTOM - TOP))
  const x = (place: number) => Math.round(((place + 0.5) * width) / dots.length)
  return (
    <svg className={`chart ${frame}`} viewBox={`0 0 ${width} 170`} role="img" aria-label={label}>
      <path className="grid" d={`M10 ${BASE}H${width - 10}`} />
      {dots.map((dot, place) => (
        <path className="floor" key={dot.version} d={`M${x(place)} ${y(dot.before)}V${y(dot.after)}`} />
      ))}
      <path className="line" d={`M${dots.map((dot, place) => `${x(place)} ${y(dot.after)}`).join('L')}`} />
      {dots.map((dot, place) => (
        <g key={dot.version}>
          <circle className="ring-dot" cx={x(place)} cy={y(dot.before)} r="4" />
          <circle className="mine-dot" cx={x(place)} cy={y(dot.after)} r="5" />
          <text className="strong" x={x(place)} y={y(dot.after) + 20} textAnchor="middle">
            {lossText(dot.after, locale)}
          </text>
          <text x={x(place)} y={BASE + 22} textAnchor="middle">
            {t('Kula {n}', { n: dot.version })}
          </text>
        </g>
      ))}
    </svg>
  )
}
