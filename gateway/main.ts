import { runGateway } from './standalone.ts';

await runGateway();
