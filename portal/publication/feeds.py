"""Atom and sitemaps as XML, made of plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A release or a correction as a feed tells it; moments are written as RFC 3339 asks."""

    id: str
    title: str
    summary: str
    url: str
    at: str


def atom(*, title: str, url: str, own_url: str, language: str, updated: str, entries: Iterable[FeedEntry]) -> bytes:
    """An Atom feed (RFC 4287)."""
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": language})
    for name, text in (("id", own_url), ("title", title), ("updated", updated)):
        SubElement(feed, name).text = text
    SubElement(SubElement(feed, "author"), "name").text = title
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own_url})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": url})
    for one in entries:
        entry = SubElement(feed, "entry")
        for name, text in (("id", one.id), ("title", one.title), ("updated", one.at), ("published", one.at)):
            SubElement(entry, name).text = text
        SubElement(entry, "summary").text = one.summary
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.url})
    return _written(feed)


def sitemap(addresses: Iterable[tuple[str, str]]) -> bytes:
    """A sitemap of addresses, each with the day it last changed or nothing."""
    return _list("urlset", "url", addresses)


def sitemap_index(addresses: Iterable[tuple[str, str]]) -> bytes:
    """The list of the sitemaps."""
    return _list("sitemapindex", "sitemap", addresses)


def _list(root: str, name: str, addresses: Iterable[tuple[str, str]]) -> bytes:
    whole = Element(root, {"xmlns": SITEMAP})
    for address, day in addresses:
        one = SubElement(whole, name)
        SubElement(one, "loc").text = address
        if day:
            SubElement(one, "lastmod").text = day
    return _written(whole)


def _written(root: Element) -> bytes:
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written
