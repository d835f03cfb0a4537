import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { css, editorWorkerService, graphqlWorker, js, jsonWorker } from '@graphql-yoga/render-graphiql/graphiql';
import type { Asset } from './assets.ts';

const script = 'text/javascript; charset=utf-8';
const stylesheet = 'text/css; charset=utf-8';

const own = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

const assets = [
  asset('js', script, js),
  asset('css', stylesheet, css),
  asset('editorWorkerService', script, editorWorkerService),
  asset('jsonWorker', script, jsonWorker),
  asset('graphqlWorker', script, graphqlWorker),
  asset('page', script, own('page.js')),
  asset('style', stylesheet, own('page.css')),
];
parentPort?.postMessage(assets, []);

function asset(name: string, type: string, content: string): Asset {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 16);
  const extension = type === script ? 'js' : 'css';
  // Beyond 5, brotli takes several times as long and saves a tenth.
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  return { name, file: `${name}-${hash}.${extension}`, hash, type, brotli, gzip: gzipSync(content) };
}
