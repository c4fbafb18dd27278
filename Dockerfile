# Stage 1: build tools, the pinned dependencies, the package, and the default model.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
RUN python -m venv /opt/policy-tagger
ENV PATH=/opt/policy-tagger/bin:$PATH
COPY requirements.lock .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY corpora corpora
COPY models models
COPY training training
COPY service service
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps .
# The key that signs this version goes, so that no two deployments sign with the same: the first training in one makes its own.
RUN policy-tagger train --home /srv/policy-tagger && rm /srv/policy-tagger/models/keys/signing.pem

# Stage 2: no build tools, no root. The root file system may be read-only; only the volume is written to.
FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /srv/policy-tagger tagger
COPY --from=build /opt/policy-tagger /opt/policy-tagger
COPY --from=build --chown=tagger:tagger /srv/policy-tagger /srv/policy-tagger
ENV PATH=/opt/policy-tagger/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    POLICY_TAGGER_HOME=/srv/policy-tagger \
    POLICY_TAGGER_HOST=0.0.0.0
USER tagger
VOLUME /srv/policy-tagger
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["policy-tagger", "serve"]
