import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { containersOf, type Manifest, manifestsOf, member } from './manifests.ts';

type Container = ReturnType<typeof containersOf>[number];

export const k8s = readingCheck({
  meta: {
    id: 'delivery.k8s',
    title: 'The manifests let a cluster run it safely',
    mode: 'passive',
    severity: 'P1',
    why: 'Without probes a cluster sends requests to what is not ready and keeps what hangs; without limits one leak takes the node down with all its neighbours; without a disruption budget an upgrade of the nodes may stop all replicas at once.',
    how: 'Each Deployment, StatefulSet and DaemonSet of the repository is read, but those of tests and examples. Wanted of each container are a readiness and a liveness probe, requests of CPU and memory and a limit of memory, an image with a version, `runAsNonRoot: true` (its own or the pod\'s) and `allowPrivilegeEscalation: false`; of each Deployment and StatefulSet with two replicas or more, a PodDisruptionBudget whose selector fits. Parts that an overlay patches are judged where they are whole. Where nothing but templates is there (Helm), it is not available: they are no manifests yet. A repository without either is not deployed to Kubernetes from here: not applicable.',
    mend: 'Add what the findings name. For Helm, render the chart (`helm template`) into a folder of the repository, and let the pipeline keep it up to date.',
    sources: ['Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes"', 'Kubernetes documentation, "Pod Security Standards", restricted', 'Kubernetes documentation, "Specifying a Disruption Budget for your Application"'],
  },
  needs: ['repository'],
  judge: ({ repository: { texts, files } }) => {
    const { manifests, templates } = manifestsOf(texts);
    const containers = manifests.flatMap(containersOf);
    const [template] = templates;
    if (containers.length === 0 && template !== undefined) return notAvailable(`The manifests are templates (${templates.length}, such as ${template}): render them into the repository, as by \`helm template\`, and run again.`);
    if (containers.length === 0) return notApplicable(`Among ${files.length} files no manifest of Kubernetes runs a container all the time.`);
    const findings = [...containers.flatMap(wantsOf), ...manifests.flatMap((one) => budgetOf(one, manifests))];
    const evidence = containers.slice(0, 5).map(({ manifest, container }) => ({ text: `${manifest.kind} ${manifest.name}: ${nameOf(container)}`, file: manifest.file, line: manifest.line }));
    return verdictOf({ count: containers.length, of: 'containers' }, template === undefined ? evidence : [...evidence, { text: `not read: ${templates.length} templates, such as ${template}` }], findings);
  },
});

const nameOf = ({ name, image }: Readonly<Record<string, unknown>>): string => (typeof name === 'string' ? name : String(image));

function wantsOf({ manifest, pod, container }: Container): readonly Finding[] {
  const image = String(container['image']);
  const own = member(container, 'securityContext');
  const { requests, limits } = { requests: member(container, 'resources', 'requests'), limits: member(container, 'resources', 'limits') };
  const wants: readonly (readonly [boolean, string])[] = [
    [container['readinessProbe'] !== undefined, 'has no readinessProbe'],
    [container['livenessProbe'] !== undefined, 'has no livenessProbe'],
    [requests['cpu'] !== undefined && (requests['memory'] ?? limits['memory']) !== undefined, 'does not request CPU and memory'],
    [limits['memory'] !== undefined, 'has no limit of memory'],
    [(own['runAsNonRoot'] ?? member(pod, 'securityContext')['runAsNonRoot']) === true, 'does not say runAsNonRoot'],
    [own['allowPrivilegeEscalation'] === false, 'does not forbid allowPrivilegeEscalation'],
    [own['privileged'] !== true, 'is privileged'],
    // A kustomization or a pipeline may set the version of a bare name.
    [!/:(latest|main|master|edge)$/.test(image), `runs ${image}, which is another image from time to time`],
  ];
  return wants.filter(([isSo]) => !isSo).map(([, problem]) => ({ subject: `${manifest.kind} ${manifest.name}`, problem: `container ${nameOf(container)} ${problem}`, file: manifest.file, line: manifest.line }));
}

function budgetOf(manifest: Manifest, all: readonly Manifest[]): readonly Finding[] {
  const replicas = member(manifest.object, 'spec')['replicas'];
  const isScaled = all.some(({ kind, object }) => kind === 'HorizontalPodAutoscaler' && member(object, 'spec', 'scaleTargetRef')['name'] === manifest.name);
  if (!/^(Deployment|StatefulSet)$/.test(manifest.kind) || containersOf(manifest).length === 0 || (!(typeof replicas === 'number' && replicas >= 2) && !isScaled)) return [];
  const labels = member(manifest.object, 'spec', 'template', 'metadata', 'labels');
  const fits = all.some(({ kind, object }) => {
    const wanted = Object.entries(member(object, 'spec', 'selector', 'matchLabels'));
    return kind === 'PodDisruptionBudget' && wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value);
  });
  return fits ? [] : [{ subject: `${manifest.kind} ${manifest.name}`, problem: 'no PodDisruptionBudget selects its pods', file: manifest.file, line: manifest.line }];
}
