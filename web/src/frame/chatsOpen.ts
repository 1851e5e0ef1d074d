// Whether the list of chats is open (on phones it is a sheet; on desktops its search is).
import { observable } from '../parts/observable'

export const isChatsOpen = observable(false)
