# Builds with everything compiled in (SQLite, libpq, TLS); the C compiler, make and perl that this takes are in the Rust image.
FROM rust:1.95-bookworm AS build
WORKDIR /build

# The dependencies are a layer of their own, built against an empty program, so that a change of the source does not repeat them.
COPY .cargo .cargo
COPY Cargo.toml Cargo.lock ./
RUN mkdir src && echo 'fn main() {}' > src/main.rs && touch src/lib.rs \
    && cargo build --release --locked --bin iku \
    && rm -r src

COPY migrations migrations
COPY src src
# cargo looks at times, and a checkout may be older than the empty program.
RUN touch src/main.rs src/lib.rs && cargo build --release --locked --bin iku && mkdir /data

# The C library, certificates of public authorities and nothing else: no shell, no package manager; its user 65532 is not root.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /build/target/release/iku /usr/local/bin/iku
COPY --from=build --chown=65532:65532 /data /data
ENV IKU_LISTEN=0.0.0.0:8080 \
    DATABASE_URL=sqlite:/data/iku.db
VOLUME /data
# Stopping takes as long as requests under way do, IKU_SHUTDOWN_TIMEOUT at most: `docker run --stop-timeout 40`.
EXPOSE 8080
# No HEALTHCHECK: there is nothing in the image to ask with. Let what runs the container probe GET /readyz, and GET /livez for restarts.
ENTRYPOINT ["/usr/local/bin/iku"]
