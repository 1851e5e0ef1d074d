// The gateway's HTTP API as the page uses it; every type comes from the gateway's OpenAPI document.
import type { components, paths } from './openapi'

type Shapes = components['schemas']
export type Network = Shapes['Network']
export type AccountStatus = Shapes['AccountStatus']
export type Receipt = Shapes['Receipt']
export type SignedAnswer = Shapes['SignedAnswer']
export type OpenAIProblem = Shapes['OpenAIProblem']
export type Chunk = Shapes['CompletionChunk']
export type Kind = Shapes['RecordMessage']['kind']
export type ChatRequest = Shapes['PostChat']

type Path<Method extends string> = {
  [P in keyof paths]: paths[P] extends Record<Method, object> ? P : never
}[keyof paths]
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never
type Answer<T> = T extends { responses: infer R } ? Json<R[keyof R]> : never
type Asked<T> = T extends { requestBody: infer R } ? Json<R> : never

export class Problem extends Error {
  constructor(
    readonly slug: string,
    detail: string,
  ) {
    super(detail)
  }
}

export async function get<P extends Path<'get'>>(path: P, place = ''): Promise<Answer<paths[P]['get']>> {
  return read(await fetch(path.replace(/\{\w+\}/, encodeURIComponent(place))))
}

export async function post<P extends Path<'post'>>(
  path: P,
  body: Asked<paths[P]['post']>,
): Promise<Answer<paths[P]['post']>> {
  return read(await send(path, body))
}

export function send<P extends Path<'post'>>(path: P, body: Asked<paths[P]['post']>): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

export async function problemOf(answer: Response): Promise<Problem> {
  const document = (await answer.json()) as Shapes['ProblemDocument'] | OpenAIProblem
  if ('error' in document) return new Problem(document.error.code, document.error.message)
  return new Problem(document.type.split('/').at(-1) ?? 'unknown', document.detail)
}

async function read<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw await problemOf(answer)
  return (await answer.json()) as T
}
