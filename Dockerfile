FROM python:3.13-slim

WORKDIR /srv/musrenbang-live
ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

COPY sessions ./sessions
COPY static ./static
COPY templates ./templates
COPY musrenbang_live ./musrenbang_live
RUN python -m compileall -q musrenbang_live \
    && useradd --system --create-home --uid 10001 musrenbang

USER musrenbang
RUN python -c "from musrenbang_live.app import compile_pages; compile_pages()"
ENV MUSRENBANG_HOST=0.0.0.0 MUSRENBANG_PORT=8000
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=4s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['MUSRENBANG_PORT'] + '/healthz', timeout=3)"]

ENTRYPOINT ["python", "-m", "musrenbang_live"]
CMD ["serve"]
