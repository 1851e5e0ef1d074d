// An empty outbox of a person with an account, and a gateway that answers each record as a test says.
import { rating } from '@kula/client'
import { vi } from 'vitest'
import { network } from '../connect/gateway'
import { isEnded, session } from '../connect/sessions'
import { hold, outbox, sendNow } from '../feedback/outbox'
import { reopen } from '../storage/database'
import { about, owned } from './gateway'

export const gate = {
  posted: [] as string[],
  answer: async (): Promise<Response> => new Response('{}', { status: 500 }),
}

export const said = (value: 1 | -1) =>
  rating(
    [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ],
    value,
  )

// A tap on a thumb, held long ago.
export const tap = (value: 1 | -1) => hold(['rating/1', 'chat', 'turn', said(value), 'Hi', Date.now() - 60_000])

export async function emptyOutbox(): Promise<void> {
  vi.stubGlobal('indexedDB', new IDBFactory())
  reopen()
  outbox.set({})
  await sendNow()
  gate.posted = []
  network.set(about)
  isEnded.set(false)
  session.set(owned)
  vi.stubGlobal('fetch', async (url: string, request?: RequestInit) => {
    if (url.endsWith('/v1/network')) return Response.json(about)
    if (url === 'http://rpc') return Response.json({ result: '0x0' })
    gate.posted.push(String(request?.body))
    return gate.answer()
  })
}
