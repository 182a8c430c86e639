import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Service {
  image: string;
  build?: { target: string };
  hostname?: string;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  read_only?: boolean;
  privileged?: boolean;
}

const dockerfile = readFileSync("Dockerfile", "utf8").replaceAll(/\\\n\s*/g, "");
const instructions = dockerfile.split("\n").filter((line) => /^[A-Z]+ /.test(line));
const compose = parse(readFileSync("compose.yaml", "utf8"), { merge: true }) as { services: Record<string, Service> };
const services = Object.entries(compose.services);
const instances = services.filter(([, { build }]) => build?.target === "instance").map(([name]) => name);

describe("Dockerfile", () => {
  it("pins its base to a full version, and has one base", () => {
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-\w+-slim$/m);
    const bases = [...dockerfile.matchAll(/^FROM (?:--platform=\$BUILDPLATFORM )?(\S+) AS (\w+)$/gm)].map(
      (match) => match[1],
    );
    expect(bases).toEqual(["${NODE_IMAGE}", "${NODE_IMAGE}", "${NODE_IMAGE}", "base", "base"]);
  });

  it("runs programs on the builder's own processor only, so that no other has to be emulated", () => {
    const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
    const running = stages.filter((stage) => /^RUN /m.test(stage));
    expect(running).toHaveLength(2);
    expect(stages.filter((stage) => stage.startsWith("FROM --platform=$BUILDPLATFORM "))).toEqual(running);
  });

  it("installs no package that is made for one processor", () => {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
      packages: Record<
        string,
        { dev?: true; devOptional?: true; os?: unknown; cpu?: unknown; hasInstallScript?: true }
      >;
    };
    const installed = Object.entries(packages).filter(([, { dev, devOptional }]) => !dev && !devOptional);
    expect(installed.length).toBeGreaterThan(10);
    const native = installed.filter(([, { os, cpu, hasInstallScript }]) => os || cpu || hasInstallScript);
    expect(native.map(([name]) => name)).toEqual([]);
  });

  it("copies only what exists and what .dockerignore lets through", () => {
    const allowed = readFileSync(".dockerignore", "utf8")
      .match(/^!\S+$/gm)!
      .map((line) => line.slice(1));
    const copied = instructions
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(" ").slice(1, -1));
    expect(new Set(copied)).toEqual(new Set(allowed));
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("bundles programs that exist", () => {
    const programs = dockerfile.match(/\b(?:lab|machine)\/[\w/-]+\.ts/g)!;
    expect(programs.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("runs node itself, not a shell and not as root, with production dependencies", () => {
    expect(instructions.filter((line) => line.startsWith("CMD "))).toEqual([
      'CMD ["node", "dist/balancer/main.js"]',
      'CMD ["node", "dist/server/main.js"]',
    ]);
    expect(instructions).toContain("USER node");
    expect(instructions).toContain("RUN npm ci --workspaces=false --omit=dev --ignore-scripts --no-audit --no-fund");
    expect(instructions.filter((line) => line.startsWith("ADD "))).toEqual([]);
  });

  it("needs no package at run time: the built server holds them all", () => {
    const files = readdirSync("dist/server").filter((file) => file.endsWith(".js"));
    expect(files).toContain("main.js");
    for (const file of files) {
      const imports = readFileSync(`dist/server/${file}`, "utf8").matchAll(/^import (?:.* from )?"([^"]+)";$/gm);
      const names = [...imports].map((match) => match[1]!);
      expect([file, names.filter((name) => !name.startsWith("./") && !isBuiltin(name))]).toEqual([file, []]);
    }
  });

  it("asks for health with node, which is there", () => {
    const checks = instructions.filter((line) => line.startsWith("HEALTHCHECK "));
    expect(checks).toHaveLength(2);
    for (const check of checks) expect(check).toMatch(/CMD \["node", "--eval", "fetch\(/);
  });
});

describe("compose.yaml", () => {
  it("has the balancer send to every instance, by the name that the instance has", () => {
    expect(instances).toEqual(["chat-1", "chat-2", "chat-3"]);
    for (const name of instances) expect(compose.services[name]!.hostname).toBe(name);
    const targets = compose.services["balancer"]!.environment!["TARGETS"];
    expect(targets).toBe(instances.map((name) => `${name}:8000`).join(","));
  });

  it("pins every image that it does not build", () => {
    const pulled = services.filter(([, { build }]) => !build).map(([, { image }]) => image);
    expect(pulled.length).toBe(4);
    for (const image of pulled) expect(image).toMatch(/:v?\d+\.\d+\.\d+/);
  });

  it("publishes on loopback only", () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(2);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it("publishes each instance, on loopback and at a port of its own, when it is asked to", () => {
    const ports = parse(readFileSync("compose.ports.yaml", "utf8")) as typeof compose;
    expect(Object.keys(ports.services)).toEqual(instances);
    const published = instances.map((_name, index) => [`127.0.0.1:\${CHAT_${index + 1}_PORT:-${9001 + index}}:8000`]);
    expect(Object.values(ports.services)).toEqual(published.map((one) => ({ ports: one })));
  });

  it("gives our own containers a read-only file system", () => {
    for (const [, service] of services.filter(([, { build }]) => build)) expect(service.read_only).toBe(true);
  });

  it("mounts only what exists", () => {
    const mounted = services.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(":")[0]!);
    expect(mounted.filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe("observability/", () => {
  it("asks the balancer where the instances are, by the name that it answers to", () => {
    const { CONTROL_HOST: host } = compose.services["balancer"]!.environment!;
    const config = readFileSync("observability/prometheus.compose.yml", "utf8");
    expect(parse(config)).toMatchObject({
      scrape_configs: [{ http_sd_configs: [{ url: `http://${host}:8001/http-sd` }] }],
    });
    const rules = (text: string) => text.replaceAll(/^#.*\n/gm, "");
    const ofLab = readFileSync("observability/prometheus.yml", "utf8");
    expect(rules(config), "but for the address it is that of a lab").toBe(
      rules(ofLab).replace("127.0.0.1", String(host)),
    );
  });

  it("shows only metrics that an instance has", () => {
    const dashboard = readFileSync("observability/dashboards/sticky-rooms.json", "utf8");
    const shown = new Set(dashboard.match(/\b(?:chat|nodejs)_\w+/g));
    const ours = new Set(readFileSync("server/metrics.ts", "utf8").match(/chat_\w+/g));
    expect(shown.size).toBeGreaterThan(5);
    expect([...shown].filter((name) => !ours.has(name))).toEqual(["nodejs_eventloop_lag_p99_seconds"]);
  });
});
