// Every word on screen, in English and Chinese. The reasons are those of scoring/reasons.py; a test compares them.
import ratingReasons from './ratingReasons.json'
import reasonTable from './reasons.json'

function reasonsIn(place: 0 | 1): Record<string, string> {
  const table: Record<string, string[]> = { ...ratingReasons.for, ...ratingReasons.against }
  return Object.fromEntries(Object.entries(table).map(([code, words]) => [code, words[place] ?? code]))
}

const english = {
  title: 'Kula',
  lead: 'Chat, rate and correct. You are paid when your records make the model better, and you get the better model.',
  connect: 'Connect a wallet',
  disconnect: 'Disconnect the wallet',
  noWallet: 'No wallet was found in this browser. Install one that announces itself (EIP-6963) and reload.',
  wrongChain: 'Your wallet is on another chain.',
  switchChain: 'Switch to the right chain',
  rejected: 'You declined in the wallet. Nothing was signed.',
  consentTitle: 'Before your first signature',
  consent:
    'Records that are paid become part of datasets that anybody can copy, without your address but with your words. Validators read them to score them. Data that was copied and models that were trained do not forget. Do not send what is private, yours or others’.',
  licence: 'Licence of your records',
  sign: 'I understand: sign one grant',
  signNote:
    'One signature lets a key in this browser contribute for a year. It costs nothing and can be ended at any time.',
  chat: 'Chat',
  ask: 'Your message',
  send: 'Send',
  twoAnswers: 'Two answers, I choose',
  thinking: 'The model is writing…',
  good: 'Good answer',
  bad: 'Bad answer',
  reasonsTitle: 'Why? Tick up to three reasons, if you like',
  reasons: reasonsIn(0),
  edit: 'Correct it',
  save: 'Send the correction',
  cancel: 'Cancel',
  choose: 'This one is better',
  tie: 'Both are equally good',
  bothBad: 'Both are bad',
  give: 'Contribute this conversation',
  fresh: 'New conversation',
  sent: 'Sent. Receipt',
  records: 'My records',
  none: 'Nothing yet. Rate or correct an answer.',
  earned: 'Paid to you',
  pending: 'On its way',
  claim: 'Claim now',
  claimed: 'Claimed',
  receipts: 'Save my receipts',
  revoke: 'End this session key',
  revoked: 'The session key has ended.',
  state: 'State',
  score: 'Score',
  why: 'Why',
  pay: 'Pay',
  kind: 'Record',
  received: 'received',
  posted: 'on chain',
  reported: 'scored',
  final: 'final',
  void: 'not counted',
  conversation: 'conversation',
  rating: 'rating',
  correction: 'correction',
  preference: 'choice',
  problem: 'That did not work:',
  unreachable: 'The gateway does not answer. Check that it runs, and reload.',
}

export type Words = typeof english

const chinese: Words = {
  title: 'Kula',
  lead: '聊天、评分、修改。当您的记录让模型变得更好时，您会得到报酬，也会得到更好的模型。',
  connect: '连接钱包',
  disconnect: '断开钱包',
  noWallet: '浏览器中没有找到钱包。请安装支持 EIP-6963 的钱包后刷新页面。',
  wrongChain: '您的钱包在另一条链上。',
  switchChain: '切换到正确的链',
  rejected: '您在钱包中拒绝了，没有签署任何内容。',
  consentTitle: '首次签名之前',
  consent:
    '获得报酬的记录会成为任何人都可以复制的数据集的一部分，其中没有您的地址，但有您写的文字。验证者会阅读这些记录并评分。已被复制的数据和已训练的模型不会遗忘。请不要发送您或他人的隐私。',
  licence: '记录的许可证',
  sign: '我明白了：签署一次授权',
  signNote: '一次签名允许此浏览器中的密钥在一年内代您贡献。无需费用，随时可以终止。',
  chat: '聊天',
  ask: '您的消息',
  send: '发送',
  twoAnswers: '给出两个回答，由我选择',
  thinking: '模型正在写…',
  good: '回答得好',
  bad: '回答得不好',
  reasonsTitle: '为什么？可选，最多三个原因',
  reasons: reasonsIn(1),
  edit: '修改',
  save: '提交修改',
  cancel: '取消',
  choose: '这个更好',
  tie: '两个一样好',
  bothBad: '两个都不好',
  give: '贡献这段对话',
  fresh: '新对话',
  sent: '已发送。回执',
  records: '我的记录',
  none: '还没有记录。请为一个回答评分或修改它。',
  earned: '已支付给您',
  pending: '待支付',
  claim: '立即领取',
  claimed: '已领取',
  receipts: '保存我的回执',
  revoke: '终止此会话密钥',
  revoked: '会话密钥已终止。',
  state: '状态',
  score: '得分',
  why: '原因',
  pay: '报酬',
  kind: '记录',
  received: '已接收',
  posted: '已上链',
  reported: '已评分',
  final: '最终',
  void: '不计',
  conversation: '对话',
  rating: '评分',
  correction: '修改',
  preference: '选择',
  problem: '操作失败：',
  unreachable: '网关没有响应。请确认网关正在运行，然后刷新页面。',
}

export type Language = 'en' | 'zh'

export const dictionary: Record<Language, Words> = { en: english, zh: chinese }

export function reasonWords(code: string, language: Language): string {
  const words = (reasonTable as Record<string, string[]>)[code]
  return words?.[language === 'zh' ? 1 : 0] ?? code
}
