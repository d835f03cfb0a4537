// The files by which the network is deployed, read for tests.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

/** The root of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url));
export const textOf = (file: string): string => readFileSync(`${root}${file}`, 'utf8');

export interface ComposeService {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  volumes?: string[];
  ports?: string[];
  networks?: string[];
  secrets?: string[];
  stop_grace_period?: string;
  deploy?: { replicas: number };
}

export interface Compose {
  services: Record<string, ComposeService>;
  networks: Record<string, { ipam?: { config: { subnet: string }[] } }>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

export const compose = (): Compose => parse(textOf('docker-compose.yml'), { merge: true });

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  // Of many shapes; the schemas check them.
  // oxlint-disable-next-line typescript/no-explicit-any
  spec?: any;
  data?: Record<string, string>;
}

export const kustomization = (): { resources: string[]; images: { name: string }[] } =>
  parse(textOf('deploy/kubernetes/kustomization.yaml'));

/** All objects of deploy/kubernetes, as they are applied. */
export function manifests(): Manifest[] {
  return kustomization().resources.flatMap((file) =>
    parseAllDocuments(textOf(`deploy/kubernetes/${file}`)).map((document) => document.toJS() as Manifest),
  );
}
