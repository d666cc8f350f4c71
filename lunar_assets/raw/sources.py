"""The choice of where bytes come from: demo generator, mirror folder or public hosts."""

from lunar_assets.errors import SourceError
from lunar_assets.raw.demo_source import demo_folder
from lunar_assets.raw.fetched import Source
from lunar_assets.raw.mirror import Folder
from lunar_assets.raw.public_source import PublicHosts
from lunar_assets.settings import Settings


def source_of(settings: Settings) -> Source:
    """The source that the settings choose."""
    if settings.source == "mirror":
        if settings.mirror is None:
            raise SourceError("LUNAR_SOURCE is mirror, but LUNAR_MIRROR is not set: name the mirror's folder there.")
        return Folder(settings.mirror)
    root = settings.warehouse / "raw" / "sources"
    if settings.source == "demo":
        return demo_folder(root, seed=settings.seed, scale=settings.scale)
    return PublicHosts(root / "public")
