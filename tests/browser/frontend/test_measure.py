"""Measures in Chromium: in a worker under the dashboard's policy, from one file, and without."""

import pytest

from motorloops.server.middleware import POLICY
from tests.helpers.browser_engine import built
from tests.helpers.browser_measures import (
    APP,
    as_arrays,
    by_model,
    differing,
    in_base64,
    modules,
)

SITE = "http://measures.test"
CONDITIONS = {"healthy": {}, "severe": {"preset": "severe", "later": {"loss": 0.1}}}
ASKED = {"body": "arm", "conditions": CONDITIONS, "timeline": "hold", "seconds": 2.3}
SEEDS = [1, 2, 3]
# Counts the pairs that workers measure, and how often the page could answer meanwhile.
PLAY = """async ({ measure, engine }, options) => {
  let [worked, beats, told] = [0, 0, 0];
  const Real = globalThis.Worker;
  if (Real) {
    globalThis.Worker = class extends Real {
      constructor(...all) {
        super(...all);
        this.addEventListener("message", ({ data }) => { worked += data.results ? 1 : 0; });
      }
    };
  }
  const beat = setInterval(() => { beats += 1; }, 1);
  const progress = () => { told += 1; };
  const found = await measure(engine, { ...options, progress });
  clearInterval(beat);
  const plain = Object.fromEntries(Object.entries(found).map(([key, row]) =>
    [key, Object.fromEntries(Object.entries(row).map(([k, values]) => [k, [...values]]))]));
  return { found: plain, worked, beats, told };
}"""
PAIRS = len(CONDITIONS) * len(SEEDS) // 2


@pytest.fixture(scope="module")
def expected():
    return by_model(ASKED, SEEDS)


@pytest.fixture
def site(page):
    """A page under the policy of the dashboard, from which even 'unsafe-eval' is taken."""
    policy = POLICY.format(nonce="x").replace(" 'unsafe-eval'", "")
    code, data = built()
    files = {"/engine/engine.wasm": ("application/wasm", code), "/engine/bodies.bin": ("", data)}
    files["/"] = ("text/html", b"<!doctype html><title>measures</title>")

    def answer(route):
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/app/"):
            kind, body = "text/javascript", (APP / path.removeprefix("/app/")).read_bytes()
        else:
            kind, body = files[path]
        headers = {"Content-Security-Policy": policy, "Content-Type": kind or "application/bin"}
        route.fulfill(body=body, headers=headers)

    page.route(f"{SITE}/**", answer)
    page.goto(f"{SITE}/")
    return page


def in_page(page, **options):
    program = f"""async (options) => {{
      const {{ fetchEngine }} = await import("{SITE}/app/engine.js");
      const {{ measure }} = await import("{SITE}/app/measure.js");
      const engine = await fetchEngine();
      engine.modules = options.modules ?? "";
      return ({PLAY})({{ measure, engine }}, options);
    }}"""
    return page.evaluate(program, {**ASKED, "seeds": SEEDS, **options})


def test_a_worker_measures_under_a_strict_policy(site, expected):
    answer = in_page(site)
    assert (answer["worked"], answer["told"]) == (PAIRS, PAIRS)
    assert not differing(as_arrays(answer["found"]), expected)


def test_without_workers_the_page_measures_and_answers_meanwhile(site, expected):
    site.evaluate("() => { let now = 0; performance.now = () => (now += 1000); }")
    answer = in_page(site, workers=False)
    assert (answer["worked"], answer["told"]) == (0, PAIRS)
    assert answer["beats"] > 0
    assert not differing(as_arrays(answer["found"]), expected)


def test_where_no_worker_can_be_made_the_page_measures(site, expected):
    answer = in_page(site, modules="throw new Error('no')")
    assert answer["worked"] == 0
    assert not differing(as_arrays(answer["found"]), expected)
    site.evaluate("() => { delete globalThis.Worker; }")
    answer = in_page(site)
    assert answer["worked"] == 0
    assert not differing(as_arrays(answer["found"]), expected)


def test_a_page_that_is_one_file_makes_workers_of_its_modules(page, tmp_path, expected):
    texts = in_base64()
    lines = [
        '<!doctype html><title>one file</title><script type="text/plain" id="modules">',
        modules(),
        '</script><script type="module">',
        modules(),
        'const text = document.getElementById("modules").textContent;',
        f'globalThis.ready = loadEngine("{texts["code"]}", "{texts["data"]}", text)',
        "  .then((engine) => ({ engine, measure }));",
        "</script>",
    ]
    (tmp_path / "page.html").write_text("\n".join(lines), encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    program = f"async (options) => ({PLAY})(await globalThis.ready, options)"
    answer = page.evaluate(program, {**ASKED, "seeds": SEEDS})
    assert answer["worked"] == PAIRS
    assert not differing(as_arrays(answer["found"]), expected)
    # And where it makes none.
    page.evaluate("globalThis.Worker = undefined")
    answer = page.evaluate(program, {**ASKED, "seeds": SEEDS})
    assert not differing(as_arrays(answer["found"]), expected)


def test_it_can_be_stopped_in_a_worker(site):
    program = f"""async (options) => {{
      const {{ fetchEngine }} = await import("{SITE}/app/engine.js");
      const {{ measure }} = await import("{SITE}/app/measure.js");
      const stop = new AbortController();
      const engine = await fetchEngine();
      const progress = () => stop.abort(new Error("enough"));
      return measure(engine, {{ ...options, signal: stop.signal, progress }}).then(
        () => "done", (error) => error.message);
    }}"""
    assert site.evaluate(program, {**ASKED, "seeds": list(range(20))}) == "enough"
