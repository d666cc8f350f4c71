"""The choice of where bytes come from: demo generator, mirror folder or public hosts."""

from pathlib import Path

from lunar_assets.errors import SourceError
from lunar_assets.raw.demo_source import demo_folder
from lunar_assets.raw.fetched import Source
from lunar_assets.raw.listener import Listener
from lunar_assets.raw.mirror import Folder
from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.settings import Settings

DOWNLOADS = Path("raw", "sources", "public")
"""Where a warehouse keeps downloads."""


def source_of(settings: Settings, listener: Listener) -> Source:
    """The source that the settings choose; it tells the listener what it does."""
    if settings.source == "mirror":
        if settings.mirror is None:
            raise SourceError("LUNAR_SOURCE is mirror, but LUNAR_MIRROR is not set: name the mirror's folder there.")
        return Folder(settings.mirror, listener=listener)
    if settings.source == "demo":
        root = settings.root / "raw" / "sources"
        return demo_folder(root, seed=settings.seed, scale=settings.scale, listener=listener)
    return public_hosts(settings, listener)


def public_hosts(settings: Settings, listener: Listener | None = None) -> PublicHosts:
    """The public hosts, with the folder of the warehouse that keeps their files."""
    return PublicHosts(settings.root / DOWNLOADS, listener=listener or Listener())
