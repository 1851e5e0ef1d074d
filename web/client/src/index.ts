// The light half of the client: what needs no cryptography. `signing` is the other half, loaded when something is signed.
export { claim } from './actions/claim.ts'
export { type ChatOptions, type Finish, type Streamed, streamChat } from './actions/streamChat.ts'
export * from './content.ts'
export * from './http.ts'
