// The gateway's HTTP API; paths, bodies and answers are those of its OpenAPI document.
import type { components, paths } from './openapi.ts'

type Shapes = components['schemas']

type Path<Method extends string> = {
  [P in keyof paths]: paths[P] extends Record<Method, object> ? P : never
}[keyof paths]
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never
type Answer<T> = T extends { responses: infer R } ? Json<R[keyof R]> : never
type Asked<T> = T extends { requestBody: infer R } ? Json<R> : never

/** How long a gateway may take until its answer begins, and then until it ends. Streams have a limit of their own. */
const answerSeconds = 120

export interface Client {
  /** The gateway's address, such as https://chat.example; empty for the page's own. */
  url: string
}

/** A refusal by the gateway: its stable slug and its reason. */
export class Problem extends Error {
  constructor(
    readonly slug: string,
    detail: string,
    readonly status = 0,
    /** Seconds after which the gateway wants to be asked again; 0 if it does not say. */
    readonly retryAfter = 0,
    /** Of `fee-too-low`: the fee that is enough, in units of 10^-18 KULA; 0 if the gateway does not say it. */
    readonly leastFee = 0n,
  ) {
    super(detail)
  }
}

/** The gateway gave no answer: the network is down, the server is, or something between them answered. */
export class Unreachable extends Error {}

/** The gateway stopped: its connection stands, and nothing comes. */
export class Stalled extends Unreachable {}

/** What the gateway signed does not say what it should, or another signed it. */
export class BadProof extends Error {}

export function createClient(url = ''): Client {
  return { url: url.replace(/\/$/, '') }
}

export function get<P extends Path<'get'>>(
  client: Client,
  path: P,
  place: string | number = '',
  signal?: AbortSignal,
): Promise<Answer<paths[P]['get']>> {
  return getFrom(client, path.replace(/\{\w+\}/, encodeURIComponent(String(place))), signal)
}

export async function getFrom<T>(
  client: Client,
  path: string,
  signal?: AbortSignal,
  headers?: Record<string, string>,
): Promise<T> {
  const request = { ...(signal ? { signal } : {}), ...(headers ? { headers } : {}) }
  return read(await reach(() => fetch(client.url + path, request)))
}

export function post<P extends Path<'post'>>(
  client: Client,
  path: P,
  body: Asked<paths[P]['post']>,
): Promise<Answer<paths[P]['post']>> {
  return postTo(client, path, body)
}

export async function postTo<T>(client: Client, path: string, body: unknown): Promise<T> {
  return read(await sendTo(client, path, body))
}

export function sendTo(client: Client, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify(body), ...(signal ? { signal } : {}) }
  return reach(() => fetch(client.url + path, request))
}

export async function problemOf(answer: Response): Promise<Error> {
  try {
    const document = (await answer.json()) as Shapes['ProblemDocument'] & { error?: { code?: string; message: string } }
    const slug = document.type?.split('/').at(-1) ?? document.error?.code ?? 'unknown'
    const after = Number(answer.headers.get('retry-after')) || 0
    const fee = /^\d{1,78}$/.test(document.least_fee ?? '') ? BigInt(document.least_fee ?? 0) : 0n
    return new Problem(slug, document.detail ?? document.error?.message ?? '', answer.status, after, fee)
  } catch {
    // A proxy's page of HTML stands where the gateway's answer should.
    return new Unreachable(`HTTP ${answer.status}`)
  }
}

async function read<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw await problemOf(answer)
  return timely<T>(answer.json())
}

export async function reach(request: () => Promise<Response>): Promise<Response> {
  return timely(request())
}

function timely<T>(promise: Promise<T>): Promise<T> {
  return within(promise, answerSeconds).catch((error) => {
    throw (error as Error).name === 'AbortError' ? error : asUnreachable(error)
  })
}

export function asUnreachable(error: unknown): Unreachable {
  return error instanceof Unreachable ? error : new Unreachable((error as Error).message)
}

/** What a promise gives. After `seconds` it calls `stop` and rejects with Stalled. */
export function within<T>(promise: Promise<T>, seconds: number, stop?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop?.()
      reject(new Stalled('nothing comes'))
    }, seconds * 1_000)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
