// `npm run build`: the pages, for those who install a gateway. `npm start`, `npm run network` and `npm test` do it by themselves.
import { isFresh } from '../web/freshness.ts';
import { command } from './command.ts';

const usage = `Usage: npm run build -- [options]

Builds the pages that the gateway serves (web/) into web/dist, unless they are built already. A gateway needs that folder
and nothing that builds: packages for development may be left out where it runs.

  --force   builds them anew
  --help    this text`;

await command(usage, { force: { type: 'boolean' } }, async (values) => {
  if (!values['force'] && isFresh()) {
    console.log('The pages are built.');
    return;
  }
  const { buildPages } = await import('../web/build.ts');
  const { pages } = await buildPages();
  console.log(`Built in web/dist: ${pages.join(', ')}.`);
});
