import { supergraphSdl } from '../../schema/sdl.ts';

/** The composed schema of this network with the subgraphs at these URLs. */
export function supergraphAt(urls: Readonly<Record<string, string>>): string {
  return supergraphSdl().replaceAll(/@join__graph\(name: "(\w+)", url: "[^"]*"\)/g, (_, name: string) => {
    const url = urls[name] ?? fail(`No URL for ${name}.`);
    return `@join__graph(name: "${name}", url: "${url}")`;
  });
}

function fail(message: string): never {
  throw new Error(message);
}
