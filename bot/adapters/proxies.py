"""The way out, where an organization has one of its own."""

from urllib.request import getproxies


def are_set() -> bool:
    """Whether the environment names a proxy. To look it up for each request costs two threads, so it is asked once."""
    return bool(getproxies())
