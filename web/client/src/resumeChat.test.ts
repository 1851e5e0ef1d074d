// An answer is read again by its id, from its beginning.
import { afterEach, expect, it, vi } from 'vitest'
import { resumeChat } from './actions/chat/resumeChat.ts'
import { createClient } from './http.ts'

const event = (chunk: object) => `data: ${JSON.stringify({ id: 'chatcmpl-1', ...chunk })}\n\n`
const piece = (content: string) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })

afterEach(() => vi.unstubAllGlobals())

it('tells the place, the pieces and the id', async () => {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    const end = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })
    return new Response(`${event({ choices: [], kula: { place: 2 } })}${piece('a')}${piece('b')}${end}data: [DONE]\n\n`)
  })
  const heard: unknown[] = []
  const listener = {
    onStart: (id: string) => heard.push(id),
    onPlace: (place: number) => heard.push(place),
    onPiece: (text: string) => heard.push(text),
  }
  const streamed = await resumeChat(createClient('http://gateway'), 'chatcmpl-1', listener)
  expect(asked).toEqual(['http://gateway/v1/chat/completions/chatcmpl-1'])
  expect(heard).toEqual(['chatcmpl-1', 2, 'a', 'ab'])
  expect(streamed).toMatchObject({ text: 'ab', finish: 'stop' })
})

it('a gateway that has forgotten the answer says so', async () => {
  const body = { error: { message: 'ask again', code: 'not-found' } }
  vi.stubGlobal('fetch', async () => Response.json(body, { status: 404 }))
  await expect(resumeChat(createClient(), 'x', { onPiece: () => undefined })).rejects.toMatchObject({
    slug: 'not-found',
  })
})
