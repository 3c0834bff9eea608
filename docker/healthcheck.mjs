// The image has neither curl nor wget. Exit 0 when /health answers 200 in time, else 1 with the reason for `docker inspect`.
const url = `http://127.0.0.1:${process.env.PORT || 3000}/health`;
try {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' });
  if (status !== 200) throw new Error(`status ${status}`);
} catch (error) {
  console.error(`${url}: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
