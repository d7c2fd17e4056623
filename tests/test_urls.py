"""One article, many links: what may differ between them, and what may not."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.articles.dress import CATALOGUE, read_dress_rules
from tasks.articles.urls import (
    article_numbers,
    believable_canonical,
    canonicalise,
    is_home_page,
    parse_url,
    registered_site,
    resolve,
    url_key,
)
from warehouse.errors import BadCatalogue

CANONICAL = {
    # as linked: as fetched
    "HTTPS://WWW.Dawn.COM:443/news/1/x#comments": "https://www.dawn.com/news/1/x",
    "http://dawn.com": "http://dawn.com/",
    "http://dawn.com:8080/a": "http://dawn.com:8080/a",
    " https://dawn.com/a\n/b ": "https://dawn.com/a/b",
    "https://dawn.com/a/./b/../c": "https://dawn.com/a/c",
    "https://dawn.com/../../a/": "https://dawn.com/a/",
    "https://dawn.com/a?utm_source=x&id=5&fbclid=1&b=2": "https://dawn.com/a?id=5&b=2",
    "https://dawn.com/a?b=2&amp;id=5": "https://dawn.com/a?b=2&id=5",
    "https://dawn.com/a?": "https://dawn.com/a",
    "https://dawn.com/%7euser/%e2%82%ac?q=%2f%41": "https://dawn.com/~user/%E2%82%AC?q=%2FA",
    "https://dawn.com/a b/خبر": "https://dawn.com/a%20b/%D8%AE%D8%A8%D8%B1",
    "https://dawn.com/100%/x": "https://dawn.com/100%25/x",
    "https://خبر.pk/": "https://xn--ngblk.pk/",
    "https://user:secret@dawn.com/a": "https://dawn.com/a",
    "https:\\\\dawn.com\\a": "https://dawn.com/a",
    "http://[::1]:8000/a": "http://[::1]:8000/a",
    "https://api.example/x?outputType=amp&amp=1": "https://api.example/x?outputType=amp&amp=1",
    "https://news.google.com/rss/articles/CBMiAbC?oc=5": (
        "https://news.google.com/rss/articles/CBMiAbC?oc=5"
    ),
}


@pytest.mark.parametrize("link", CANONICAL)
def test_canonical_form(link: str) -> None:
    assert canonicalise(link) == CANONICAL[link]


NO_ADDRESSES = [
    "", "dawn.com/news", "//dawn.com/a", "mailto:desk@dawn.com", "javascript:alert(1)", "file:///etc/x",
    "ftp://dawn.com/", "https://", "https:///a", "https://a b.com/", "http://dawn..com/", "http://-/",
    "http://dawn.com:99999/", "http://dawn.com:x/", "http://[::1/", "http://[zz]/", "urn:isbn:1",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused_by_parsing_and_left_alone_elsewhere(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_url(text)
    assert canonicalise(text) == text
    assert url_key(text) == text


SAME_ARTICLE = {
    "dawn.com/news/1900001/slug": [
        "https://www.dawn.com/news/1900001/slug",
        "http://dawn.com/news/1900001/slug/",
        "https://m.dawn.com/news/1900001/slug?utm_campaign=x",
        "https://amp.dawn.com/news/1900001/slug",
        "https://www.dawn.com/news/1900001/slug/amp/",
        "https://www.dawn.com/amp/news/1900001/slug",
        "https://www.dawn.com/news/1900001/slug?amp=1",
        "https://www.dawn.com/news/1900001/slug?amp_js_v=0.1&amp_gsa=1&usqp=mq331AQ",
        "https://www.dawn.com/news/1900001/slug?outputType=AMP",
        "https://www.dawn.com/news/1900001/slug?view=print",
        "https://www.dawn.com/news/1900001/slug/print/",
        "https://www.dawn.com//news/1900001/slug/index.html",
        "https://www-dawn-com.cdn.ampproject.org/c/s/www.dawn.com/news/1900001/slug",
        "https://www.google.com/amp/s/www.dawn.com/news/1900001/slug/amp",
    ],
    "timesofindia.indiatimes.com/india/articleshow/118.cms": [
        "https://timesofindia.indiatimes.com/india/articleshow/118.cms?from=rss",
        "https://timesofindia.indiatimes.com/india/articleshow/118.cms?from=mdr",
        "https://m.timesofindia.indiatimes.com/india/amp_articleshow/118.cms",
    ],
    "paper.example/story.php?id=7&lang=ur": [
        "https://paper.example/story.php?lang=ur&id=7",
        "https://paper.example/story.php?id=7&ref=home&lang=ur#top",
    ],
    "paper.example/2026/a.html": ["https://paper.example/2026/a.amp.html"],
}


@pytest.mark.parametrize("key", SAME_ARTICLE)
def test_dress_does_not_change_the_key(key: str) -> None:
    assert {url_key(link) for link in SAME_ARTICLE[key]} == {key}


DIFFERENT_ARTICLES = [
    ("https://a.example/news/1", "https://a.example/news/2"),
    ("https://a.example/?p=1", "https://a.example/?p=2"),
    ("https://a.example/story.php?id=1", "https://a.example/story.php?id=11"),
    ("https://a.example/News/AbC", "https://a.example/News/aBc"),
    ("https://urdu.a.example/1", "https://a.example/1"),
    ("https://a.example/amphibians", "https://a.example/hibians"),
    ("https://a.example:8080/1", "https://a.example/1"),
    ("https://a.example/x?m=1404", "https://a.example/x"),
    ("https://a.example/x?page=2", "https://a.example/x"),
    ("https://m.co.uk/x", "https://co.uk/x"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT_ARTICLES)
def test_what_identifies_stays_in_the_key(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


SEGMENTS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,9}x", fullmatch=True)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts))
QUERIES = st.dictionaries(
    st.sampled_from(["id", "p", "story", "nid", "lang"]),
    st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True),
    max_size=3,
)
HOSTS = st.sampled_from(["dawn.com", "bbc.co.uk", "xn--ngblk.pk", "urdu.news18.com"])
TRACKING = st.lists(
    st.sampled_from(["utm_source=rss", "fbclid=Iw1", "CMP=share", "at_medium=RSS", "maca=en"]),
    max_size=3,
)


@st.composite
def dressed(draw: st.DrawFn, path: str, query: dict[str, str], host: str) -> str:
    scheme = draw(st.sampled_from(["http://", "https://", "HTTPS://"]))
    prefix = draw(st.sampled_from(["", "www.", "m.", "amp.", "WWW.", "www.m."]))
    tail = draw(st.sampled_from(["", "/", "/amp", "/amp/", "/index.html", "/print"]))
    pairs = [f"{name}={value}" for name, value in query.items()] + draw(TRACKING)
    pairs += draw(st.sampled_from([[], ["amp"], ["amp=1"], ["outputType=amp"]]))
    pairs = draw(st.permutations(pairs))
    fragment = draw(st.sampled_from(["", "#comments"]))
    return f"{scheme}{prefix}{host}{path}{tail}{'?' if pairs else ''}{'&'.join(pairs)}{fragment}"


@given(st.data(), PATHS, QUERIES, HOSTS)
def test_two_dresses_of_one_link_have_one_key(
    data: st.DataObject, path: str, query: dict[str, str], host: str
) -> None:
    one = data.draw(dressed(path, query, host))
    other = data.draw(dressed(path, query, host))
    assert url_key(one) == url_key(other)
    assert url_key(canonicalise(one)) == url_key(one)


@given(st.data(), PATHS, PATHS, QUERIES, QUERIES, HOSTS)
def test_two_articles_have_two_keys_in_any_dress(
    data: st.DataObject,
    path: str,
    other_path: str,
    query: dict[str, str],
    other_query: dict[str, str],
    host: str,
) -> None:
    assume((path, query) != (other_path, other_query))
    one = data.draw(dressed(path, query, host))
    other = data.draw(dressed(other_path, other_query, host))
    assert url_key(one) != url_key(other)


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda text: f"https://a.example/{text}"))
def test_any_text_is_taken_and_a_second_time_changes_nothing(text: str) -> None:
    once = canonicalise(text)
    assert canonicalise(once) == once
    assert url_key(url_key(text)) == url_key(text)
    assert url_key(once) == url_key(text)
    resolve("https://a.example/", text)


PAGE = "https://www.dawn.com/news/1900001/three-soldiers-hurt"
CANONICAL_CLAIMS = {
    # name: (page, rel=canonical, what the page is known by)
    "none": (PAGE, None, PAGE),
    "blank": (PAGE, "  ", PAGE),
    "itself": (PAGE + "?utm_source=x", PAGE, PAGE),
    "itself by http": (PAGE, PAGE.replace("https", "http"), PAGE),
    "relative": ("https://m.dawn.com/x/1900001?a=1", "/news/1900001", "https://m.dawn.com/news/1900001"),
    "of the AMP page": ("https://www.dawn.com/news/1900001/three-soldiers-hurt/amp", PAGE, PAGE),
    "shorter, same number": (PAGE, "https://www.dawn.com/news/1900001", "https://www.dawn.com/news/1900001"),
    "sibling subdomain": ("https://epaper.dawn.com/?page=1900001", PAGE, PAGE),
    "new slug": (PAGE, "https://www.dawn.com/news/1900001/four-hurt", "https://www.dawn.com/news/1900001/four-hurt"),
    "front page": (PAGE, "https://www.dawn.com/", PAGE),
    "front page of the AMP host": (PAGE, "https://amp.dawn.com/amp/?utm_source=x", PAGE),
    "section": (PAGE, "https://www.dawn.com/news", PAGE),
    "section of a page without number": (
        "https://a.example/world/blast-in-quetta", "https://a.example/world/", "https://a.example/world/blast-in-quetta"
    ),
    "shallower page": (PAGE, "https://www.dawn.com/pakistan", PAGE),
    "another site": (PAGE, "https://www.reuters.com/world/1900001", PAGE),
    "another site of one registry": ("https://a.com.pk/news/1", "https://b.com.pk/news/1", "https://a.com.pk/news/1"),
    "another port": ("http://127.0.0.1:8001/a/1", "http://127.0.0.1:8002/a/1", "http://127.0.0.1:8001/a/1"),
    "not http": (PAGE, "javascript:void(0)", PAGE),
    "template left in": (PAGE, "https://www.dawn.com/news/{{slug}}", PAGE),
    "undefined": (PAGE, "https://www.dawn.com/news/undefined", PAGE),
    "error page": (PAGE, "https://www.dawn.com/404", PAGE),
    "script without its id": ("https://a.example/story.php?id=7", "https://a.example/story.php", "https://a.example/story.php?id=7"),
    "front page of itself": ("https://www.dawn.com/?x=1", "https://www.dawn.com/", "https://www.dawn.com/?x=1"),
}  # fmt: skip


@pytest.mark.parametrize("case", CANONICAL_CLAIMS)
def test_a_page_is_believed_about_its_address_only_so_far(case: str) -> None:
    page, declared, known_by = CANONICAL_CLAIMS[case]
    assert believable_canonical(page, declared) == known_by


@given(PATHS, st.text(max_size=40))
def test_any_canonical_claim_gives_an_address_on_the_site(path: str, declared: str) -> None:
    known_by = parse_url(believable_canonical(f"https://www.dawn.com{path}", declared))
    assert registered_site(known_by.host) == "dawn.com"


def test_home_pages() -> None:
    assert is_home_page("https://www.dawn.com/index.php?utm_source=rss")
    assert not is_home_page("https://www.dawn.com/?p=12")
    assert not is_home_page("https://www.dawn.com/news")


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("epaper.dawn.com", "dawn.com"),
        ("feeds.bbci.co.uk", "bbci.co.uk"),
        ("www.jang.com.pk", "jang.com.pk"),
        ("amu.tv", "amu.tv"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
    ],
)
def test_registered_site(host: str, site: str) -> None:
    assert registered_site(host) == site


def test_article_numbers_are_no_dates() -> None:
    assert article_numbers("https://a.example/2026/20261122/story-1900001?id=77777") == {
        "1900001",
        "77777",
    }
    assert article_numbers("https://a.example/?p=2345678") == {"2345678"}
    assert article_numbers("https://12345678.example/news/2026") == frozenset()


def test_a_wrong_row_of_the_parameters_is_refused(tmp_path: object) -> None:
    header = CATALOGUE.read_text(encoding="utf-8").splitlines()[0]
    for row in (
        ",exact,,tracking,n,s",
        "a,fuzzy,,tracking,n,s",
        "a,exact,,hat,n,s",
        "a,exact,,variant,n,",
    ):
        path = type(CATALOGUE)(str(tmp_path)) / "parameters.csv"
        path.write_text(f"{header}\n{row}\n", encoding="utf-8")
        with pytest.raises(BadCatalogue, match=r"parameters\.csv:2: "):
            read_dress_rules(path)
