// The counter of a bookstore without a POS of its own (/counter): see docs/bookstores.md.
import { render } from 'preact';
import '../desk/desk.css';
import { InLanguage } from '../desk/language.tsx';
import { Counter } from './counter.tsx';
import { keepPage } from './keep-page.ts';

keepPage();
render(
  <InLanguage>
    <Counter />
  </InLanguage>,
  document.querySelector('#root')!,
);
