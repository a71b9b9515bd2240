FROM python:3.13-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.8
WORKDIR /app
# Dependencies first: they change seldom, and their layer is kept.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project
COPY bot bot
COPY storage storage
COPY content content
COPY prompts prompts
RUN uv sync --frozen --no-dev && python -m compileall -q bot storage

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 microcoach && mkdir /data && chown microcoach /data
# Owned by root: the program has no business changing itself.
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONTZPATH="" \
    MICROCOACH_HOST=0.0.0.0 \
    MICROCOACH_DATABASE_URL=sqlite+aiosqlite:////data/microcoach.db \
    MICROCOACH_LOG_FORMAT=json
USER microcoach
WORKDIR /data
VOLUME /data
EXPOSE 8000
# A worker answers here, too, where MICROCOACH_WORKER_PORT=8000; else start it with --no-healthcheck.
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s CMD \
    ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\") or 8000}/healthz', timeout=2)"]
ENTRYPOINT ["microcoach"]
# Also: web, worker (several processes on one PostgreSQL), migrate, doctor.
CMD ["run"]
