// Chinese and English side by side: what is said stands where it is said, in both.
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import { yuan } from './scan.ts';

export type Language = 'zh' | 'en';
/** Gives the text of the language that is chosen. */
export type Say = (zh: string, en: string) => string;

const kept = 'language';
const Context = createContext<{ language: Language; choose: (language: Language) => void }>({
  language: 'zh',
  choose: () => {},
});

/** The language that was chosen here, or else that of the page, which is the browser's. */
function chosen(): Language {
  const language = localStorage.getItem(kept) ?? document.documentElement.lang;
  return language.startsWith('en') ? 'en' : 'zh';
}

export function InLanguage({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState(chosen);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  const choose = (next: Language) => {
    localStorage.setItem(kept, next);
    setLanguage(next);
  };
  return <Context.Provider value={{ language, choose }}>{children}</Context.Provider>;
}

export function useLanguage(): Language {
  return useContext(Context).language;
}

export function useSay(): Say {
  const { language } = useContext(Context);
  return (zh, en) => (language === 'zh' ? zh : en);
}

/** Gives a moment as the clocks of the city show it, in the language that is chosen. */
export function useTime(): (moment: string, form?: Intl.DateTimeFormatOptions) => string {
  const language = useLanguage();
  return (moment, form = {}) =>
    new Date(moment).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB', { ...form, timeZone: 'Asia/Shanghai' });
}

/** Gives a price, in fen, as it is written in the language that is chosen: `45.50 元`, `CNY 45.50`. */
export function useMoney(): (fen: number) => string {
  const say = useSay();
  return (fen) => say(`${yuan(fen)} 元`, `CNY ${yuan(fen)}`);
}

export function LanguageSwitch() {
  const { language, choose } = useContext(Context);
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <button type="button" class="quiet" lang={other} onClick={() => choose(other)}>
      {language === 'zh' ? 'English' : '中文'}
    </button>
  );
}
