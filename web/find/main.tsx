// What the city holds, for a branch (/find): see docs/branches.md.
import { render } from 'preact';
import '../desk/desk.css';
import { InLanguage } from '../desk/language.tsx';
import { Find } from './find.tsx';

render(
  <InLanguage>
    <Find />
  </InLanguage>,
  document.querySelector('#root')!,
);
