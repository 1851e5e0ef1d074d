// A gateway inside the page, for the gallery: it answers as the state says, and otherwise as on a good day.
import { chainAnswer } from './chain'
import { datasets, epoch, models, network, validators } from './network'
import { published } from './published'
import { account, days, page, records } from './samples'
import type { Answer, State } from './states'

function goodDay(path: string, body: string): Answer {
  const [, , kind = '', id = ''] = path.split('/')
  if (path === '/v1/network') return network
  if (path === '/rpc') return chainAnswer(body)
  if (path === '/v1/network/models') return models
  if (path === '/v1/datasets') return datasets
  if (path === '/v1/network/validators') return validators
  if (kind === 'published') return published.get(id) ?? 404
  if (path.endsWith('/keys')) return { keys: account.grants.map(({ key }) => ({ key, revoked_in: 0 })) }
  if (kind === 'accounts') return path.endsWith('/records') ? page : path.endsWith('/days') ? days : account
  if (kind === 'epochs') return epoch(Number(id))
  if (kind === 'records') return records.find(({ record }) => record === id) ?? 404
  return 404
}

/** Takes the place of the browser's network. */
export function answerFrom(state: State): typeof fetch {
  return async (address, request) => {
    const { pathname } = new URL(String(address), location.href)
    if (state.isOffline) throw new TypeError('Failed to fetch')
    await new Promise((done) => setTimeout(done, state.wait ?? 0))
    const isPublic = pathname === '/v1/network'
    const answer =
      state.answers?.[pathname] ??
      (isPublic ? undefined : state.answers?.['*']) ??
      goodDay(pathname, String(request?.body))
    if (answer === 'never') return new Promise(() => undefined)
    if (answer instanceof Uint8Array) return new Response(new Uint8Array(answer))
    if (answer instanceof Response) return answer.clone()
    if (typeof answer !== 'number') return Response.json(answer)
    const problem = { type: `x/${answer === 404 ? 'unknown' : 'unavailable'}`, title: '', status: answer, detail: '' }
    return Response.json(problem, { status: answer })
  }
}
