"""A server that dies in mid-session: the page says so, comes back by itself, and loses nothing."""

from playwright.sync_api import Page, expect

from motorloops.server.strings import translate
from tests.helpers.visitor import READY, check_appearances

PATIENCE = 2 * READY  # the browser waits longer before each further attempt
RUNS = "window.motorloops && motorloops.frame"


def set_up(page: Page, url: str) -> None:
    """Take away some inhibition, and let time run."""
    page.goto(url)
    page.wait_for_function(RUNS, timeout=READY)
    page.get_by_role("button", name="Cortex: more", exact=True).click()
    page.wait_for_url("**/?loss_cortex=0.05*")
    page.get_by_role("button", name=translate("toolbar.play"), exact=True).click()
    page.wait_for_function("motorloops.frames > 5", timeout=READY)


def check_set_up(page: Page) -> None:
    slider = page.get_by_role("slider", name="Cortex", exact=True)
    expect(slider).to_have_value("5", timeout=READY)


def test_a_restart_in_mid_session(own_server, new_page, axe_script):
    own_server.start()
    page = new_page()
    set_up(page, own_server.url)
    own_server.kill()
    told = page.locator(".ml-lost")
    expect(told).to_contain_text(translate("lost.trying"), timeout=READY)
    check_appearances(page, axe_script)
    page.evaluate("delete window.motorloops")
    own_server.start()
    page.wait_for_function(RUNS, timeout=PATIENCE)  # made anew, without a reload
    expect(told).to_have_count(0)
    check_set_up(page)
    page.get_by_role("button", name=translate("toolbar.play"), exact=True).click()
    page.wait_for_function("motorloops.frames > 5", timeout=READY)
    own_server.stop()
    assert "Traceback" not in own_server.said()


def test_a_connection_given_up(server_url, new_page, axe_script):
    page = new_page()
    set_up(page, server_url)
    page.evaluate("app.$data.needsRefresh = true")  # what Solara does when it gives up
    told = page.locator(".ml-lost")
    expect(told).to_contain_text(translate("lost.gone"))
    check_appearances(page, axe_script)
    page.evaluate("delete window.motorloops")
    told.get_by_role("link", name=translate("lost.again")).click()
    page.wait_for_function(RUNS, timeout=READY)
    expect(told).to_have_count(0)
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
