# syntax=docker/dockerfile:1
# The portal in a container, from the Debian package that "./ftpcluster build-distribution" makes in distribution/target:
#
#     docker build -t ftpcluster .
#     docker run -d --name portal -p 8080:8080 -v ftpcluster:/var/lib/ftpcluster --stop-timeout 60 ftpcluster
#
# docs/operations.md, "In a container", has the rest.
FROM debian:stable-slim

# For the health check alone: curl.
RUN --mount=type=bind,source=distribution/target,target=/mnt \
    apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates curl \
        /mnt/ftpcluster_*_"$(dpkg --print-architecture)".deb \
    && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log

# Beyond the container's own loopback address, where the port that is published ends. All other settings likewise, in the environment.
ENV FTPCLUSTER_HTTP_HOST=0.0.0.0

USER ftpcluster-master
WORKDIR /var/lib/ftpcluster
# The SQLite database and the keys: what is to outlive the container.
VOLUME ["/var/lib/ftpcluster"]
EXPOSE 8080

# Ready takes some seconds. With HTTPS its certificate is for another name than this one.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["sh", "-c", "s=http; [ -z \"$FTPCLUSTER_TLS_CERT$FTPCLUSTER_ACME_DOMAINS\" ] || s=https; exec curl -fsSko /dev/null $s://127.0.0.1:${FTPCLUSTER_HTTP_PORT:-8080}/health/ready"]

# The end that drains transfers; give it time: --stop-timeout of "docker run", stop_grace_period of a compose file.
STOPSIGNAL SIGTERM

# The launcher becomes the JVM, which is the first process and hears the signal.
ENTRYPOINT ["ftpcluster"]
CMD ["master", "--config", "/etc/ftpcluster/master.env"]
