"""The visitor of these tests reads a page as a browser does, above all what should not be in it."""

import httpx2
import pytest

from tests.web.browsing import Page


def read(html: str) -> Page:
    return Page(httpx2.Response(200, text=html))


@pytest.mark.parametrize(
    ("html", "tags", "attributes"),
    [
        ("<p title='a > b'>x</p>", ["p"], {"title"}),
        ('<input value=""onfocus="x">', ["input"], {"value", "onfocus"}),
        ('<input value="""autofocus>', ["input"], {"value", '"autofocus'}),
        (
            '<input value="""><img src=x onerror=y//>',
            ["input", "img"],
            {"value", '"', "src", "onerror"},
        ),
        ("<IMG/SRC=x\nONERROR = y>", ["img"], {"src", "onerror"}),
        ("<svg/onload=x>", ["svg"], {"onload"}),
        ("<!-- <b> --><i>a<!-- x", ["i"], set()),
        ("<script>if (a<b) '<img>'</script><b>", ["script", "b"], set()),
        ("1 < 2 <3> </ b> <b", [], set()),
    ],
)
def test_elements_and_attributes_are_found(
    html: str, tags: list[str], attributes: set[str]
) -> None:
    page = read(html)
    assert page.tags == tags
    assert page.attributes - {""} == attributes


def test_words_are_those_that_are_seen() -> None:
    page = read(
        "<title>no</title><p>A &lt;b&gt; <b>c</b>d</p><p hidden>no <i>no</i></p>"
        "<script>no</script><ul><li>e</li><li>f</ul> 1 < 2"
    )
    assert page.text == "A <b> cd e f 1 < 2"


def test_forms_are_read_as_they_would_be_sent() -> None:
    page = read(
        '<form id="f" action="/a?x=1&amp;y=2" method="post"><input name="a" value="&quot;1">'
        '<input type="checkbox" name="b" value="1"><textarea name="c">\n\n x &amp;</textarea>'
        '<select name="d"><option value="1"><option value="2" selected></select></form>'
    )
    form = page.form("f")
    assert (form.action, form.method) == ("/a?x=1&y=2", "post")
    assert form.fields == [("a", '"1'), ("c", "\n x &"), ("d", "2")]
    assert form.choices == {"a": ['"1'], "b": ["1"], "d": ["1", "2"]}
