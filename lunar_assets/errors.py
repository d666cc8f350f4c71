"""Errors that the platform raises on purpose: each says what was found, where, what was expected, and what to do."""


class LunarError(Exception):
    """Base of all errors that the platform raises on purpose."""


class SettingsError(LunarError, ValueError):
    """A `LUNAR_*` setting, or a field of a job's config, has a value that it cannot have."""


class StorageError(LunarError, OSError):
    """The warehouse cannot be written: its disk is full, read-only, or closed to this user."""


class SourceError(LunarError):
    """An upstream file is missing, cannot be had, or is not what the catalogue promises."""


class FormatError(LunarError, ValueError):
    """An upstream file does not have the header, columns, types or words that its format promises."""


class ContractError(LunarError, ValueError):
    """A table breaks its contract and was not stored."""


class MissingDataError(LunarError, LookupError):
    """A table that is needed has not been materialised, or not for every dataset, or none of its versions passed."""


class InconsistentDataError(LunarError):
    """Tables that do not belong together (made from different versions of the same input) were about to be mixed."""


class LeakageError(LunarError):
    """Something fitted has seen, or was about to see, samples that it must not see."""


class SplitError(LunarError, ValueError):
    """The cohort cannot be split as asked for, or a split does not fit the cohort."""


class TrainingError(LunarError):
    """A model could not be trained, or its stored files are not those of a model of this platform."""


class ReplicateError(LunarError):
    """A replicate of the repeated evaluation failed."""


class QueryError(LunarError, ValueError):
    """A query was refused: it is not one SELECT statement, or it reaches outside the warehouse."""
