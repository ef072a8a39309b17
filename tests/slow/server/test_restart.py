"""A server that dies in mid-session: the page says so, comes back by itself, and loses nothing."""

from playwright.sync_api import Page, expect

from motorloops.server.strings import translate
from tests.helpers.visitor import READY, check_appearances

PATIENCE = 2 * READY  # the browser waits longer before each further attempt


def set_up(page: Page, url: str) -> None:
    """Choose a paradigm, on a condition that the address names."""
    page.goto(f"{url}/laboratory?preset=severe&test=graded_effort")
    expect(page.locator(".ml-page h1")).to_be_visible(timeout=READY)
    check_set_up(page)


def check_set_up(page: Page) -> None:
    start = page.get_by_role("combobox", name=translate("toolbar.preset"))
    expect(start).to_have_value("severe", timeout=READY)


def test_a_restart_in_mid_session(own_server, new_page, axe_script):
    own_server.start()
    page = new_page()
    set_up(page, own_server.url)
    own_server.kill()
    told = page.locator(".ml-lost")
    expect(told).to_contain_text(translate("lost.trying"), timeout=READY)
    check_appearances(page, axe_script)
    own_server.start()
    expect(told).to_have_count(0, timeout=PATIENCE)  # made anew, without a reload
    check_set_up(page)
    own_server.stop()
    assert "Traceback" not in own_server.said()


def test_explore_plays_on_without_a_server(own_server, new_page):
    own_server.start()
    page = new_page()
    page.goto(f"{own_server.url}/explore?preset=severe&play=1")
    expect(page.locator("svg.person")).to_be_visible(timeout=READY)
    own_server.kill()
    expect(page.locator(".ml-lost")).to_be_visible(timeout=READY)
    posture = "document.querySelector('svg.person').innerHTML"
    before = page.evaluate(posture)
    page.wait_for_function(f"(before) => {posture} !== before", arg=before, timeout=READY)


def test_a_connection_given_up(server_url, new_page, axe_script):
    page = new_page()
    set_up(page, server_url)
    page.evaluate("app.$data.needsRefresh = true")  # what Solara does when it gives up
    told = page.locator(".ml-lost")
    expect(told).to_contain_text(translate("lost.gone"))
    check_appearances(page, axe_script)
    told.get_by_role("link", name=translate("lost.again")).click()
    expect(told).to_have_count(0, timeout=READY)
    check_set_up(page)


def test_nothing_of_what_solara_says_is_left(page, server_url):
    page.goto(server_url)
    served = page.request.get(server_url).text()
    jargon = ["disconnected", "refresh", "estoring", "solaraDebugMessages", "v-overlay", "v-dialog"]
    template = served.partition("vue-app-template")[2].partition("</script>")[0]
    assert translate("lost.loading") in template
    assert [word for word in jargon if word in template.replace("needsRefresh", "")] == [
        "disconnected"  # in the condition for our own words
    ]
