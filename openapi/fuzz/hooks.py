"""What a JSON Schema cannot say of the service, for schemathesis."""

from datetime import UTC, datetime, timedelta

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

# Rules that depend on what is stored, or on two values at once.
BEYOND_THE_SCHEMA = {"unknown_region", "unknown_reference", "inconsistent", "sum_too_large", "idempotency_mismatch"}

# Single values likewise: cursors and masks of stored identity numbers come from the service alone, `to` may not be before
# `from`, a training may not end after next year, a key may not have expired already, a file has no pages, and nobody has changes
# from beyond the end of the feed.
BY_PLACE = {
    ("cursor", "invalid_parameter"),
    ("limit", "invalid_parameter"),
    ("/identity_number", "invalid_format"),
    ("to", "out_of_range"),
    ("after", "out_of_range"),
    ("/ends_on", "out_of_range"),
    ("/expires_at", "out_of_range"),
}

# What the rows of a file must hold depends on the data set in its path, and no schema describes it.
IMPORTS = "/imports/{dataset}"
OF_FILES = {"no_rows", "unreadable_file", "file_too_complex", "empty_body"}

# Which members a figure has depends on the data set in its path.
FIGURES = "/figures/{dataset}/{year}/{region}"

# Jambi and its regions, as they are there from the first start: others would be refused nearly always.
REGIONS = ["15", "15.71", "15.72", *(f"15.0{number}" for number in range(1, 10))]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Years end with the next one in Jakarta, which no document that stays the same can say; regions are registered ones."""
    latest = (datetime.now(UTC) + timedelta(hours=7)).year + 1
    for item in raw_schema["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter.get("name") in ("year", "from", "to", "prefill"):
                    parameter["schema"]["maximum"] = latest
                if (parameter.get("in"), parameter.get("name")) == ("query", "region"):
                    parameter["schema"]["enum"] = REGIONS
    for condition in raw_schema["components"]["parameters"].values():
        # The coverage phase makes nothing of patterns with quotes in them, so it is given two values to start from.
        condition["schema"] = {"anyOf": [{"type": "string", "enum": ["*", '"0"']}, condition["schema"]]}
    for name, schema in raw_schema["components"]["schemas"].items():
        region = schema.get("properties", {}).get("region", {})
        if name.endswith(("Input", "Patch")) and region:
            nullable = "null" in region["type"]
            region["enum"] = [*REGIONS, None] if nullable else REGIONS


def has_no_letter_or_digit(body, error):
    """Names must have one, of any script, which patterns that every reader understands cannot say."""
    text = body.get(error.get("pointer", "/")[1:]) if isinstance(body, dict) else None
    return error["code"] == "invalid_format" and isinstance(text, str) and not any(c.isalnum() for c in text)


def is_written_with_a_fraction(body, error):
    """To a schema 1.0 is an integer; the service refuses numbers that are written with a fraction."""
    value = body.get(error.get("pointer", "/")[1:]) if isinstance(body, dict) else None
    return error["code"] == "invalid_type" and isinstance(value, float)


def is_inferred_from_null(parameters, error):
    """Links that the tool infers by itself lead on from members that are null, too."""
    name = error.get("parameter")
    return name in parameters and parameters[name] in (None, "None")


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A refusal of what the schema allows is right where every single error is one that no schema could foresee."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    errors = response.json().get("errors", [])
    expected = [
        error["code"] in BEYOND_THE_SCHEMA
        or (error.get("parameter", error.get("pointer")), error["code"]) in BY_PLACE
        or has_no_letter_or_digit(case.body, error)
        or is_written_with_a_fraction(case.body, error)
        or is_inferred_from_null(case.path_parameters or {}, error)
        or (case.operation.path == IMPORTS and ("line" in error or error["code"] in OF_FILES))
        or (case.operation.path == FIGURES and error["code"] == "unknown_member")
        for error in errors
    ]
    return not (expected and all(expected))
