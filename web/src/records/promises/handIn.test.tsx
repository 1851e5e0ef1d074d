// The proof of a broken promise goes to another gateway of the network, and never to the accused one or to no web address.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { type Address, encodeFunctionResult, toFunctionSelector } from 'viem'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { network } from '../../connect/gateway'
import { type Session, session } from '../../connect/sessions'
import { type Item, newItem } from '../../feedback/item'
import { abi } from '../../network/chain'
import { about } from '../../testing/gateway'
import { holder, holding } from '../../testing/wallet'
import { handIn, webAddress } from './handIn'
import { PromiseCard } from './PromiseCard'

const record = `0x${'a'.repeat(64)}` as const
const gateways = '0x4444444444444444444444444444444444444444'
const receipt = { record, gateway: about.gateway, seq: 3, last_epoch: 2, signature: `0x${'1'.repeat(130)}` } as const
const leaf = { pay_to: holder.address, signatures_hash: record }
const address = (digit: string): Address => `0x${digit.repeat(40)}`
const TAKEN = { record, state: 'waiting' }
let urls: [Address, string][]
let asked: [string, unknown][]
let answers: Record<string, () => Response | Promise<Response>>

const broken: Item & { receipt: typeof receipt } = {
  ...newItem('a', 'c', 't', { kind: 'rating', messages: [], rating: 1 } as never, 'Why?', 1),
  ...{ owner: holder.address, state: 'received', receipt, record, leaf, promise: 'broken' },
}

function chain(body: string): object {
  const { data } = JSON.parse(body).params[0]
  const called = abi.find((one) => one.type === 'function' && data.startsWith(toFunctionSelector(one)))
  if (called?.type !== 'function') return { error: {} }
  const place = Number(`0x${data.slice(10) || 0}`)
  const url = () => urls.find(([one]) => data.toLowerCase().endsWith(one.slice(2).toLowerCase()))?.[1]
  const result = called.name === 'places' ? urls.length : called.name === 'holder' ? urls[place]?.[0] : url()
  return { result: encodeFunctionResult({ abi, functionName: called.name, result } as never) }
}

beforeEach(() => {
  asked = []
  answers = {}
  urls = [
    [about.gateway, 'https://accused.example'],
    [address('1'), 'javascript:alert(1)'],
    [address('2'), 'https://user:word@evil.example'],
    [address('3'), 'https://second.example/'],
    [address('5'), 'https://third.example/kula'],
  ]
  network.set({ ...about, epoch: 9, addresses: { ...about.addresses, gateways } } as typeof about)
  vi.stubGlobal('fetch', async (url: string, request: { body: string }) => {
    if (url === about.rpc) return Response.json(chain(request.body))
    asked.push([url, JSON.parse(request.body)])
    return (answers[new URL(url).host] ?? (() => Response.error()))()
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  session.set(null)
})

it('a gateway that takes it gets what the device keeps, and no accused one or odd address is asked', async () => {
  answers['second.example'] = () => Response.json({ type: 'x/accusations-off', detail: 'no' }, { status: 403 })
  answers['third.example'] = () => Response.json(TAKEN, { status: 202 })
  expect(await handIn(broken)).toBe('third.example')
  expect(asked.sort()).toEqual([
    ['https://second.example/v1/accusations', { ...receipt, ...leaf }],
    ['https://third.example/kula/v1/accusations', { ...receipt, ...leaf }],
  ])
})

it('a second server of the accused one, which only says that it takes it, keeps it from no other', async () => {
  for (const host of ['second.example', 'third.example']) answers[host] = () => Response.json(TAKEN, { status: 202 })
  expect(['second.example', 'third.example']).toContain(await handIn(broken))
  expect(asked.map(([url]) => new URL(url).host).sort()).toEqual(['second.example', 'third.example'])
})

it('three that take it are enough, each under one name', async () => {
  const more = ['a', 'b', 'c', 'd', 'd'].map((name, i): [Address, string] => [
    address(String(5 + i)),
    `https://${name}.example`,
  ])
  urls = more
  for (const [, url] of more) answers[new URL(url).host] = () => Response.json(TAKEN, { status: 202 })
  await handIn(broken)
  expect(new Set(asked.map(([url]) => url)).size).toBe(3)
  expect(asked).toHaveLength(3)
})

it.each([
  ['another record', { record: `0x${'b'.repeat(64)}`, state: 'waiting' }],
  ['a kept promise', { record, state: 'kept' }],
  ['nonsense', []],
])('an answer about %s is no promise to accuse', async (_, answer) => {
  answers['second.example'] = () => Response.json(answer)
  answers['third.example'] = () => Promise.reject(new Error('offline'))
  expect(await handIn(broken)).toBeNull()
})

it('a person without coin hears who has the proof', async () => {
  session.set({ ...holding, owner: holder.address, kind: 'passkey' } as Session)
  answers['second.example'] = () => Response.json(TAKEN, { status: 202 })
  const client = new QueryClient({ defaultOptions: { mutations: { retry: false } } })
  render(
    <QueryClientProvider client={client}>
      <PromiseCard item={broken} />
    </QueryClientProvider>,
  )
  fireEvent.click(screen.getByRole('button', { name: 'Accuse the server' }))
  expect(await screen.findByText(/^second.example has the proof/)).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
})

it('a page that came by HTTPS asks by HTTPS only', () => {
  expect(webAddress('http://near.example')?.host).toBe('near.example')
  vi.stubGlobal('location', { protocol: 'https:' })
  expect(webAddress('http://near.example')).toBeNull()
  expect(webAddress('https://near.example')?.host).toBe('near.example')
})
