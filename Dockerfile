# The build compiles SQLite, libpq and TLS in. The Rust image has the C compiler, make and perl that this needs.
FROM rust:1.95-bookworm AS build
WORKDIR /build

# Builds the dependencies in a layer of their own, against an empty program, so that a source change does not build them again.
COPY .cargo .cargo
COPY Cargo.toml Cargo.lock ./
RUN mkdir src && echo 'fn main() {}' > src/main.rs && touch src/lib.rs \
    && cargo build --release --locked --bin iku \
    && rm -r src

COPY migrations migrations
COPY src src
# cargo compares modification times, and the checkout may be older than the empty program.
RUN touch src/main.rs src/lib.rs && cargo build --release --locked --bin iku && mkdir /data

# This base has the C library and the certificates of public authorities, but no shell and no package manager. Its user 65532 is not root.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /build/target/release/iku /usr/local/bin/iku
COPY --from=build --chown=65532:65532 /data /data
# MALLOC_ARENA_MAX: glibc keeps freed memory in up to eight arenas for each processor. Without the limit of two, the service holds 66 MB
# instead of 52 MB after the benchmark's loads, and more with every hour (docs/operations.md, "Memory allocator").
ENV IKU_LISTEN=0.0.0.0:8080 \
    DATABASE_URL=sqlite:/data/iku.db \
    MALLOC_ARENA_MAX=2
VOLUME /data
# On stop, running requests may take up to IKU_SHUTDOWN_TIMEOUT to finish; `docker run --stop-timeout 40` allows that time.
EXPOSE 8080
# The image has no HEALTHCHECK, because it contains no HTTP client. The container platform probes GET /readyz, and GET /livez for restarts.
ENTRYPOINT ["/usr/local/bin/iku"]
