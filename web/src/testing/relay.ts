// A relay of WalletConnect for tests: it passes sealed messages on by topic, and keeps those that nobody hears yet.
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

type Call = { id: number; method: string; params: Record<string, string> & { topics?: string[] } }

export class Relay {
  private readonly server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  private readonly ears = new Map<string, Set<WebSocket>>()
  private readonly kept = new Map<string, string[]>()
  private calls = 0

  constructor() {
    this.server.on('connection', (socket) => {
      socket.on('message', (text) => this.answer(socket, JSON.parse(String(text))))
    })
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    for (const socket of this.server.clients) socket.terminate()
    this.server.close()
  }

  private answer(socket: WebSocket, { id, method, params }: Call): void {
    if (!method) return
    const result = this.act(socket, method, params)
    socket.send(JSON.stringify({ id, jsonrpc: '2.0', result }))
  }

  private act(socket: WebSocket, method: string, params: Call['params']): unknown {
    const at = (name: string) => params[name] ?? ''
    if (method === 'irn_subscribe') return this.hear(socket, at('topic'))
    if (method === 'irn_batchSubscribe') return params.topics?.map((topic) => this.hear(socket, topic))
    if (method.endsWith('etchMessages')) return { messages: [], hasMore: false }
    if (method === 'irn_publish') this.pass(socket, at('topic'), at('message'))
    if (method === 'wc_proposeSession') {
      this.hear(socket, at('pairingTopic'))
      this.pass(socket, at('pairingTopic'), at('sessionProposal'))
    }
    if (method === 'wc_approveSession') {
      this.hear(socket, at('sessionTopic'))
      this.pass(socket, at('pairingTopic'), at('sessionProposalResponse'))
      this.pass(socket, at('sessionTopic'), at('sessionSettlementRequest'))
    }
    return true
  }

  private hear(socket: WebSocket, topic: string): string {
    this.ears.set(topic, (this.ears.get(topic) ?? new Set()).add(socket))
    const waiting = this.kept.get(topic) ?? []
    this.kept.delete(topic)
    for (const message of waiting) setTimeout(() => this.tell(socket, topic, message))
    return topic
  }

  private pass(from: WebSocket, topic: string, message: string): void {
    const others = [...(this.ears.get(topic) ?? [])].filter((socket) => socket !== from)
    if (!others.length) this.kept.set(topic, [...(this.kept.get(topic) ?? []), message])
    for (const socket of others) this.tell(socket, topic, message)
  }

  private tell(socket: WebSocket, topic: string, message: string): void {
    const data = { topic, message, publishedAt: Date.now(), tag: 0, attestation: '' }
    const id = Date.now() * 1_000 + ++this.calls
    socket.send(JSON.stringify({ id, jsonrpc: '2.0', method: 'irn_subscription', params: { id: topic, data } }))
  }
}
