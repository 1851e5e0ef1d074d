// The losses of models: the numbers that the gateway read from the chain, and whose reading they are.
import type { ModelStatus } from '@kula/client'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { models } from '../../testing/network'
import { LossCard } from './LossCard'

afterEach(cleanup)

it('each adopted model stands with the middle of what was measured in its vote', () => {
  render(<LossCard models={models.models} />)
  const charts = screen.getAllByRole('img')
  expect(charts.map((chart) => chart.getAttribute('aria-label'))).toEqual(
    Array(2).fill('Loss on unseen records, lower is better: Kula 6 2.561, Kula 7 2.412, Kula 8 2.248.'),
  )
  expect(charts[0]?.querySelectorAll('.ring-dot')).toHaveLength(3)
})

it('the card says whose reading it is, and how to compare it', () => {
  render(<LossCard models={models.models} />)
  expect(screen.getByText(/as this server read it/).textContent).toContain('kula model show 8')
})

it('a model whose losses are not known is left out', () => {
  const some = models.models.map((model) => (model.version === 7 ? { ...model, loss: null } : model))
  render(<LossCard models={some} />)
  expect(screen.getAllByRole('img')[0]?.getAttribute('aria-label')).toMatch(/Kula 6 2.561, Kula 8 2.248\.$/)
})

it('a gateway that knows none of them, or is of an older version, shows nothing', () => {
  const old = models.models.map(({ loss, ...model }) => model as ModelStatus)
  for (const some of [[], old, models.models.map((model) => ({ ...model, loss: null }))]) {
    render(<LossCard models={some} />)
    expect(screen.queryByRole('region')).toBeNull()
  }
})
