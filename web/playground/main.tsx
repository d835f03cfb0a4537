// The playground. What is needed to run an operation comes first and is small; the rest follows when there is time.
import { render } from 'preact';
import { App } from './app.tsx';
import { plan } from './ask.ts';
import { takeShared } from './share.ts';
import { change, current, type Document, watch } from './store.ts';

const settleMs = 600;

change({ document: (await takeShared()) ?? lastShown() ?? current().document });
render(<App />, document.getElementById('root') as HTMLElement);
keepPlanned();

/** What was shown in this window before it was loaded anew, as GraphiQL has kept it. */
function lastShown(): Document | undefined {
  try {
    const { tabs, activeTabIndex } = JSON.parse(sessionStorage.getItem('graphiql:tabState') ?? '');
    const { query, variables } = tabs[activeTabIndex];
    return typeof query === 'string' ? { query, variables: variables ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

/** Has what is in the editor planned and weighed, whenever it or who asks has changed. */
function keepPlanned(): void {
  let seen: unknown;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    const { document: shown, token } = current();
    const now = JSON.stringify([shown, token]);
    if (now === seen) return;
    seen = now;
    clearTimeout(waiting);
    waiting = setTimeout(() => void plan(), settleMs);
  };
  watch(look);
  look();
}
