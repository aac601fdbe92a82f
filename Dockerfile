# syntax=docker/dockerfile:1
# One static file on nothing else. docs/deploying.md tells how to run it.

FROM node:22-bookworm-slim AS graphiql
WORKDIR /build
COPY graphiql/ ./
RUN --mount=type=cache,target=/root/.npm npm ci && npm run build

FROM rust:1.95.0-slim-bookworm AS build
# The version above, and none of the tools that rust-toolchain.toml wants for development.
ENV RUSTUP_TOOLCHAIN=1.95.0
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates musl-tools \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
COPY --from=graphiql /build/dist/ graphiql/dist/
# The program is taken out of the cache in the same step, since the cache is in no layer.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/build/target,sharing=locked \
    packaging/static.sh --release \
    && install -D target/*-linux-musl/release/patronage /image/usr/local/bin/patronage \
    && install -D -m 644 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt
RUN install -d -m 700 -o 65532 -g 65532 /data

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="patronage" \
      org.opencontainers.image.description="A headless customer service: customers, addresses, groups and accounts over GraphQL" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image/ /
# SQLite's file and, where no mail server is named, the mails.
COPY --from=build --chown=65532:65532 /data/ /data/
USER 65532:65532
WORKDIR /data
VOLUME /data
ENV PATRONAGE_LISTEN=0.0.0.0:8080 \
    PATRONAGE_LOG_FORMAT=json
EXPOSE 8080
# The program asks itself: there is nothing else in here that could.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/usr/local/bin/patronage", "ready"]
ENTRYPOINT ["/usr/local/bin/patronage"]
CMD ["serve"]
