"""Errors of the project: each message is cause, offending value, remedy.

ShopError
├── CatalogError      a catalogue or one of its companions cannot be read
├── IndexMismatch     an index does not belong to this catalogue or encoder
├── NotWritten        an index or an update could not be written; the last good one stays
├── VectorsUnreachable  Milvus, where vectors are to be searched, or its client, is not there
├── ModelMissing      a bundled or named model file is absent or altered
├── PhotoError        a file sent as a photo cannot be used
├── SettingsError     settings, all problems at once (assistant.settings)
├── ReplayError       a turns file cannot be played (assistant.replay)
└── PortInUse         the address to serve on is taken (app)
"""


class ShopError(Exception):
    """Base of every error that this project raises on purpose."""


class CatalogError(ShopError):
    """A catalogue, rules, orders or synonyms file that cannot be used."""


class IndexMismatch(ShopError):
    """An index built for another catalogue or encoder."""


class NotWritten(ShopError):
    """An index or an update that could not be written: no room, no right; what was there before is as it was."""


class VectorsUnreachable(ShopError):
    """Vectors that are to be searched in Milvus, whose client or server is not there."""


class ModelMissing(ShopError):
    """A model file that is not there, or not the one it should be."""


class PhotoError(ShopError):
    """A photo that is not a picture, or too large to open."""


class SettingsError(ShopError):
    """Settings that cannot hold, every problem named."""


class ReplayError(ShopError):
    """A turns file that cannot be played."""


class PortInUse(ShopError):
    """The address to serve on is taken."""
