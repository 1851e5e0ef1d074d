// A score between 0 and 255, beside the score from which pay begins. It is drawn for each frame, so that its words keep their size.
import { ScoreDrawing, type ScoreProps } from './ScoreDrawing'

/** Widths in pixels: as wide as the story is on a phone, and on a desktop. */
const WIDTHS = { 'only-phone': 280, 'only-desk': 560 }

export function ScoreChart(props: ScoreProps) {
  return Object.entries(WIDTHS).map(([frame, width]) => (
    <ScoreDrawing key={frame} frame={frame} width={width} {...props} />
  ))
}
