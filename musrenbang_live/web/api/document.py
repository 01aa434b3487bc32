"""The OpenAPI 3.1 document, made from the operations and the shapes of their answers."""

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from musrenbang_live.core.webhooks import KINDS, Told
from musrenbang_live.web.api.operations import Operation
from musrenbang_live.web.api.parameters import Parameter
from musrenbang_live.web.api.problems import PROBLEMS, Problem
from musrenbang_live.web.licenses import License

TAGS: Final[dict[str, str]] = {
    "start": "Where to begin",
    "sessions": "Meetings and kelurahan",
    "proposals": "Proposals, their way, and questions",
    "city": "What the city tells and is told",
}
_REF: Final = "#/components/schemas/{name}"
_GAP: Final = re.compile(r"\{(\w+)\}")


def document(
    operations: Sequence[Operation], *, site: str, base: str, page: str, license: License
) -> dict[str, Any]:
    """The document. `base` is the address of the site, `page` that of the page to try it on."""
    answers = [operation.answer for operation in operations]
    # A shape that two operations answer with is one shape.
    distinct = list(dict.fromkeys([*answers, Problem, Told]))
    refs, components = msgspec.json.schema_components(distinct, ref_template=_REF)
    shapes = dict(zip(distinct, refs, strict=True))
    paths: dict[str, Any] = {}
    for operation in operations:
        paths[operation.address] = {"get": _operation(operation, shapes)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{site}: open data",
            "version": "1",
            "summary": "Everything public of meetings about public money, read only.",
            "description": _description(),
            "license": {"name": license.title, "identifier": license.name},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": base}],
        "externalDocs": {"url": page, "description": "A page to try it"},
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths,
        "webhooks": {kind: _webhook(kind, shapes[Told]) for kind in KINDS},
        "components": {"schemas": components, "responses": _responses(shapes[Problem])},
    }


def _description() -> str:
    return (
        "No key and no login are needed, and every site and page may ask (CORS). Lists are read on "
        "by `sesudah`, which takes what `next` of the answer before says. Answers carry an ETag; "
        "who sends it as If-None-Match gets 304 while nothing changed. Field names are in English, "
        "names of parameters as in the addresses of the pages. Of people there is nothing in it "
        "but names that they asked to have published."
    )


def _operation(operation: Operation, shapes: dict[Any, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary.en,
        "parameters": [_parameter(each) for each in operation.parameters],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": shapes[operation.answer]}},
            },
            "304": {"description": "Nothing changed since the ETag that was sent."},
            **_refusals(operation),
        },
    }
    if operation.about.en:
        told["description"] = operation.about.en
    return told


def _refusals(operation: Operation) -> dict[str, Any]:
    statuses = sorted({PROBLEMS[code].status for code in (*operation.problems, "not_found")})
    return {
        str(status): {"$ref": f"#/components/responses/Problem{status}"}
        for status in (*statuses, 405)
    }


def _responses(shape: Any) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for code, kind in PROBLEMS.items():
        by_status.setdefault(kind.status, []).append(f"`{code}`: {kind.meaning.en}")
    return {
        f"Problem{status}": {
            "description": "\n\n".join(lines),
            "content": {"application/problem+json": {"schema": shape}},
        }
        for status, lines in sorted(by_status.items())
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": parameter.meaning.en,
        "schema": parameter.schema(),
    }
    if parameter.example:
        told["example"] = msgspec.convert(parameter.read(parameter.example), str | int)
    return told


def _webhook(kind: str, shape: Any) -> dict[str, Any]:
    return {
        "post": {
            "operationId": f"told-{kind}",
            "summary": f"What a webhook that an administrator added is told: {kind}.",
            "requestBody": {"content": {"application/json": {"schema": shape}}},
            "responses": {"2XX": {"description": "Received; anything else is tried again."}},
        }
    }
