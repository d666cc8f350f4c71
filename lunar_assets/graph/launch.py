"""What a run can be told when it is launched, looked at before there is a run.

Dagster's config knows types only. What a value may be stands in pydantic classes; as a configured resource such a class
is asked when a run is planned, so that the launchpad refuses a bad value where it was written.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from pydantic import ValidationError

from lunar_assets.errors import SettingsError


class RefusedConfigError(SettingsError, dg.DagsterError):
    """A field has a value that it does not take; Dagster shows its own kind of error as it is and wraps all others."""


def told(fields: type[dg.Config], description: str) -> dg.ResourceDefinition:
    """A resource that is a config: what the launchpad shows under `resources`, each field with its description.

    Args:
        fields: Fields with defaults, so that nobody has to tell anything.
        description: What they are about.

    Returns:
        A resource for parameters annotated `dg.ResourceParam[...]`. A value that its field does not take raises
        `RefusedConfigError` when the run is planned.
    """

    def given(context: dg.InitResourceContext) -> dg.Config:
        return fields(**context.resource_config)

    def checked(values: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            fields(**values)
        except ValidationError as error:
            found = [
                f"{'.'.join(map(str, one['loc']))} is {one['input']!r}: {one['msg']}" if one["loc"] else one["msg"]
                for one in error.errors()
            ]
            raise RefusedConfigError(
                f"{'; '.join(found)}. Nothing was started: mend the config and launch again."
            ) from None
        return values

    schema = fields.to_fields_dict()
    resource = dg.ResourceDefinition(given, config_schema=schema, description=description)
    return resource.configured(checked, config_schema=schema, description=description)
