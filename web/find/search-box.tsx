import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Shelfgraph } from '../../sdk/index.ts';
import { useSay } from '../desk/language.tsx';

/** Waits so long after a key, in ms: whoever types on is not asked for. */
const typingMs = 120;

/** A field with suggestions: characters, pinyin, initials, ISBN, call number. */
export function SearchBox({
  client,
  words,
  onSearch,
}: {
  client: Shelfgraph;
  words: string;
  onSearch: (words: string) => void;
}) {
  const say = useSay();
  const list = useId();
  const [text, setText] = useState(words);
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEffect(() => {
    const leave = new AbortController();
    const timer = setTimeout(() => {
      if (text.trim() === '') return setSuggestions([]);
      client.suggest({ prefix: text }, { signal: leave.signal }).then(
        ({ data }) => setSuggestions([...new Set((data.suggest ?? []).map((each) => each.text))]),
        () => {}, // suggestions are a help: the search itself says what is wrong
      );
    }, typingMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [client, text]);
  return (
    <form
      class="row search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text);
      }}
    >
      <label>
        {say('题名、责任者、拼音、首字母、ISBN 或索书号', 'Title, author, pinyin, initials, ISBN or call number')}
        <input
          ref={field}
          type="search"
          list={list}
          value={text}
          autocomplete="off"
          maxLength={200}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <datalist id={list}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
      <button type="submit" class="main">
        {say('检索', 'Search')}
      </button>
    </form>
  );
}
