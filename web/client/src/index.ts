// The light half of the client: what needs no cryptography. `signing` is the other half, loaded when something is signed.
export { claim } from './actions/claim.ts'
export { resumeChat } from './actions/resumeChat.ts'
export { type ChatOptions, streamChat } from './actions/streamChat.ts'
export * from './content.ts'
export * from './http.ts'
export type { Finish, Listener, Streamed } from './readAnswer.ts'
