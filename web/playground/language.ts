// The words of the page, in Chinese and in English. The gateway has chosen by what the browser asks for; whoever chooses otherwise is
// remembered.
import { useEffect, useState } from 'preact/hooks';

export type Language = 'zh' | 'en';

const words = {
  zh: {
    brand: '书架图 演练场',
    examples: '示例',
    everybody: '所有人',
    anonymous: '访客',
    reader: '读者',
    clerk: '店员',
    librarian: '馆员',
    admin: '管理员',
    signInAs: '登录身份',
    token: '令牌',
    tokenHint: '粘贴令牌，窗口关闭前有效',
    tokenSource: '没有令牌？在服务器上运行：',
    run: '运行',
    stop: '停止',
    runAs: (role: string) => `以${role}身份运行`,
    operation: '操作',
    variables: '变量',
    answer: '结果',
    plan: '执行计划',
    events: '推送',
    map: '架构图',
    close: '关闭',
    copyCurl: '复制 curl',
    copyFetch: '复制 TypeScript',
    share: '分享链接',
    copied: '已复制',
    cost: '成本',
    rate: '本分钟剩余请求',
    overLimit: '超出上限',
    noPlan: '这个操作现在没有执行计划。',
    ownAnswer: '网关自己就能回答，不需要任何服务。',
    fetches: (count: number) => `${count} 次请求`,
    entities: (count: number) => `${count} 个实体`,
    coalesced: '合并',
    hidden: (count: number) => `另有 ${count} 个内部字段`,
    waterfall: '上次运行的时间',
    notRun: '运行后显示每次请求的时间。',
    parse: '解析',
    validate: '校验',
    planning: '计划',
    execute: '执行',
    bytes: '收到字节',
    fieldsBy: '各服务提供的字段',
    asks: '发送的操作',
    whenFetched: '取自',
    knownBy: '凭',
    noEvents: '运行一个订阅（如 WatchAvailability），事件会在这里逐条显示。',
    eventCount: (count: number) => `${count} 条推送`,
    search: '查找类型或字段',
    types: (count: number) => `${count} 个类型`,
    ownedBy: '由谁提供',
    fieldsOf: '字段',
    usedBy: '被引用于',
    loading: '正在加载……',
    failed: '加载失败，请重新载入页面。',
    editorLoading: '完整编辑器加载中；现在就可以运行。',
    notAnObject: '变量必须是 JSON。',
  },
  en: {
    brand: 'Shelfgraph playground',
    examples: 'Examples',
    everybody: 'Everybody',
    anonymous: 'Anyone',
    reader: 'Reader',
    clerk: 'Clerk',
    librarian: 'Librarian',
    admin: 'Administrator',
    signInAs: 'Sign in as',
    token: 'Token',
    tokenHint: 'paste a token, kept until this window closes',
    tokenSource: 'No token? On the server run:',
    run: 'Run',
    stop: 'Stop',
    runAs: (role: string) => `Run as ${role.toLowerCase()}`,
    operation: 'Operation',
    variables: 'Variables',
    answer: 'Answer',
    plan: 'Plan',
    events: 'Events',
    map: 'Schema map',
    close: 'Close',
    copyCurl: 'Copy curl',
    copyFetch: 'Copy TypeScript',
    share: 'Share link',
    copied: 'Copied',
    cost: 'Cost',
    rate: 'Requests left this minute',
    overLimit: 'over the limit',
    noPlan: 'This operation has no plan now.',
    ownAnswer: 'The gateway answers it by itself; no service is asked.',
    fetches: (count: number) => (count === 1 ? '1 request' : `${count} requests`),
    entities: (count: number) => (count === 1 ? '1 entity' : `${count} entities`),
    coalesced: 'joined',
    hidden: (count: number) => `and ${count} internal fields`,
    waterfall: 'Times of the last run',
    notRun: 'Run it to see how long each request takes.',
    parse: 'parse',
    validate: 'validate',
    planning: 'plan',
    execute: 'execute',
    bytes: 'bytes received',
    fieldsBy: 'Fields by service',
    asks: 'What is sent',
    whenFetched: 'for',
    knownBy: 'by',
    noEvents: 'Run a subscription, such as WatchAvailability: its events are shown here as they arrive.',
    eventCount: (count: number) => (count === 1 ? '1 event' : `${count} events`),
    search: 'Find a type or field',
    types: (count: number) => `${count} types`,
    ownedBy: 'Owned by',
    fieldsOf: 'Fields',
    usedBy: 'Used by',
    loading: 'Loading…',
    failed: 'This could not be loaded. Reload the page.',
    editorLoading: 'The full editor is loading; you can run this already.',
    notAnObject: 'Variables are JSON.',
  },
};

export type Words = (typeof words)['en'];

const remembered = localStorage.getItem('language');
const listeners = new Set<(language: Language) => void>();
let language: Language =
  remembered === 'zh' || remembered === 'en'
    ? remembered
    : document.documentElement.lang.startsWith('zh')
      ? 'zh'
      : 'en';
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';

/** The words in the language of now, for a component. */
export function useWords(): Words & { language: Language } {
  const [chosen, choose] = useState(language);
  useEffect(() => {
    listeners.add(choose);
    return () => void listeners.delete(choose);
  }, []);
  return { ...words[chosen], language: chosen };
}

/** Changes the language, for this visit and the next. */
export function speak(other: Language): void {
  language = other;
  localStorage.setItem('language', other);
  document.documentElement.lang = other === 'zh' ? 'zh-CN' : 'en';
  for (const listener of listeners) listener(other);
}
