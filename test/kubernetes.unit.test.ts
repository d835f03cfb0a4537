// The manifests of deploy/kubernetes against the schemas and the types of Kubernetes, and against what they name. A cluster has not seen them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingByName } from '../lib/settings.ts';
import { kustomization, type Manifest, manifests, root } from './deploy-files.ts';

const all = manifests();
const of = (kind: string) => all.filter((each) => each.kind === kind);
const services = new Set(['central', 'districts', 'bookstores', 'lending', 'gateway']);
const workloads = [...of('Deployment'), ...of('Job')];
const moduleOf = ({ apiVersion, kind }: Manifest) => `kubernetes-models/${apiVersion}/${kind}`;

test.each(
  all.map((each) => [`${each.kind} ${each.metadata.name}`, each] as const),
)('%s is as the schema has it', async (_, manifest) => {
  const { [manifest.kind]: Model } = (await import(moduleOf(manifest))) as Record<
    string,
    new (
      of: Manifest,
    ) => { validate: () => void }
  >;
  expect(() => new Model!(manifest).validate()).not.toThrow();
  const wrong = { ...manifest, metadata: { ...manifest.metadata, name: 7 } } as unknown as Manifest;
  expect(() => new Model!(wrong).validate()).toThrow();
});

test('no field is there that Kubernetes does not know: schemas pass over a name that is misspelt, types do not', () => {
  mkdirSync(join(root, '.data'), { recursive: true });
  const folder = mkdtempSync(join(root, '.data', 'manifests-'));
  const typed = (manifest: Manifest, name: string) =>
    `import type { I${manifest.kind} as T${name} } from '${moduleOf(manifest)}';\nexport const v${name}: T${name} = ${JSON.stringify(manifest)};\n`;
  const [first] = of('Deployment');
  const misspelt = { ...first, spec: { ...first?.spec, replica: 2 } } as Manifest;
  writeFileSync(join(folder, 'good.ts'), all.map((each, index) => typed(each, String(index))).join(''));
  writeFileSync(join(folder, 'wrong.ts'), typed(misspelt, '0'));
  const check = (file: string) =>
    spawnSync(
      process.execPath,
      [
        join(root, 'node_modules/typescript/bin/tsc'),
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--ignoreConfig',
        '--types',
        '',
        '--module',
        'nodenext',
        '--target',
        'es2022',
        join(folder, file),
      ],
      { encoding: 'utf8', cwd: root },
    );
  const [good, wrong] = [check('good.ts'), check('wrong.ts')];
  rmSync(folder, { recursive: true });
  expect(good.stdout).toBe('');
  expect(wrong.stdout).toContain(`'"replica"' does not exist in type`);
});

test('each file is applied, and each object once', () => {
  const files = readdirSync(join(root, 'deploy/kubernetes')).filter((file) => file !== 'kustomization.yaml');
  expect(kustomization().resources.toSorted()).toEqual(files.toSorted());
  const names = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(workloads.map((each) => [each.metadata.name, each] as const))('%s', (name, { spec, kind }) => {
  const { spec: pod, metadata } = spec.template;
  const [container] = pod.containers;
  const configuration = of('ConfigMap').find((each) => each.metadata.name === 'shelfgraph')?.data ?? {};

  test('may do no more than it must (the restricted standard of pods)', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      serviceAccountName: name,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.anything(), memory: expect.anything() },
      limits: { memory: expect.anything() },
    });
    expect(of('ServiceAccount').map((each) => each.metadata.name)).toContain(name);
  });

  test('has settings that there are, and secrets by reference', () => {
    const own: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[] =
      container.env;
    const names = [...Object.keys(configuration), ...own.map((each) => each.name)];
    expect(names.filter((each) => !settingByName.has(each))).toEqual([]);
    for (const { name: variable, value, valueFrom } of own.filter((each) => settingByName.get(each.name)?.isSecret)) {
      expect({ variable, value, secret: valueFrom?.secretKeyRef.name }).toEqual({
        variable,
        value: undefined,
        secret: 'shelfgraph-databases',
      });
      expect(variable).toBe(`DATABASE_URL_${valueFrom?.secretKeyRef.key.toUpperCase()}`);
    }
    expect(container.envFrom).toEqual([{ configMapRef: { name: 'shelfgraph' } }]);
    const mounts = new Map<string, string>(
      container.volumeMounts.map((each: { name: string; mountPath: string }) => [each.name, each.mountPath]),
    );
    expect([...mounts.keys()].toSorted()).toEqual(pod.volumes.map((each: { name: string }) => each.name).toSorted());
    expect(mounts.get('keys')).toBe(`${configuration['SHELFGRAPH_KEYS']}/keys`);
  });

  test('is chosen by its labels', () => {
    expect(metadata.labels).toMatchObject({
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': 'shelfgraph',
    });
    if (kind === 'Deployment') expect(spec.selector.matchLabels).toEqual({ 'app.kubernetes.io/name': name });
  });

  test.runIf(kind === 'Deployment')('is asked where it answers, and has time to end', () => {
    const port = container.ports.find((each: { name: string }) => each.name === 'http').containerPort;
    expect(container.env).toContainEqual({ name: 'PORT', value: String(port) });
    expect(container.startupProbe.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/ready', port: 'http' });
    const drain = Number(configuration['SHELFGRAPH_DRAIN_SECONDS']);
    expect(drain).toBeGreaterThan(container.readinessProbe.periodSeconds * container.readinessProbe.failureThreshold);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drain + 30);
    const service = of('Service').find((each) => each.metadata.name === name);
    expect(service?.spec).toEqual({
      selector: spec.selector.matchLabels,
      ports: [{ name: 'http', port, targetPort: 'http' }],
    });
    if (name !== 'gateway') {
      expect(configuration[`SUBGRAPH_URL_${name.toUpperCase()}`]).toBe(`http://${name}:${port}/graphql`);
      expect(spec.replicas).toBe(2);
    }
    const budget = of('PodDisruptionBudget').find((each) => each.metadata.name === name);
    expect(budget?.spec).toEqual({ maxUnavailable: 1, selector: spec.selector });
    expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  });
});

test('the autoscaler, and nobody else, says how many gateways there are', () => {
  const [scaler] = of('HorizontalPodAutoscaler');
  expect(scaler?.spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'gateway' });
  expect(scaler?.spec.minReplicas).toBeGreaterThan(1);
  const gateway = of('Deployment').find(({ metadata }) => metadata.name === 'gateway');
  expect(gateway?.spec).not.toHaveProperty('replicas');
});

test('who may speak to whom is said by labels and ports that there are', () => {
  const text = JSON.stringify(of('NetworkPolicy'));
  const named = Array.from(
    text.matchAll(/"key":"app\.kubernetes\.io\/name","operator":"In","values":(\[[^\]]*\])/g),
    ([, list = '[]']) => JSON.parse(list) as string[],
  ).flat();
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !services.has(name))).toEqual([]);
  const ports = new Set(Array.from(text.matchAll(/"port":"(\w+)"/g), ([, port]) => port));
  expect([...ports].toSorted()).toEqual(['http', 'metrics']);
  const [nobody] = of('NetworkPolicy');
  expect(nobody?.spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});
