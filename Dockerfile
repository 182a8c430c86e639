# One chat instance (target "instance", the default) and the balancer of compose.yaml (target "balancer").
# The base is pinned by its full version; pin its digest too where you build for production:
#   docker build --build-arg NODE_IMAGE=node:24.20.0-trixie-slim@sha256:… .
ARG NODE_IMAGE=node:24.20.0-trixie-slim

# Where it builds for another processor, these two run on the builder's own: what they make is the same for all. The
# variable is BuildKit's, with which Docker builds since version 23.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --workspaces=false --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY protocol protocol
COPY server server
COPY web web
COPY alb alb
COPY machine machine
COPY people people
COPY lab lab
RUN node --import tsx --eval "import('./machine/build/build.ts').then(({ build }) => build(console.log))" \
  && npx vite build --ssr lab/compose/main.ts --outDir dist/balancer

FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --workspaces=false --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE} AS base
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
USER node
EXPOSE 8000

FROM base AS balancer
COPY --from=build /app/dist/balancer dist/balancer
COPY --from=build /app/dist/console dist/console
COPY --from=build /app/dist/web dist/web
ENV CONTROL_PORT=8001
EXPOSE 8001
# Not through the balancer itself: that would be a request, which moves the round robin on.
HEALTHCHECK --interval=5s --timeout=2s --start-period=10s --retries=2 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.CONTROL_PORT}/state`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/balancer/main.js"]

# Node itself is process 1, so that SIGTERM reaches it: it drains its connections before it ends.
FROM base AS instance
COPY --from=build /app/dist/server dist/server
COPY --from=build /app/dist/web dist/web
HEALTHCHECK --interval=5s --timeout=2s --start-period=10s --retries=2 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/main.js"]
