import { h, render } from 'preact';

render(h('p', {}, 'hello'), document.getElementById('root')!);
const x = document.createElement('button');
x.addEventListener('click', () => import('./graphiql.tsx'));
