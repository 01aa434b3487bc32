"""One description of an operation, from which its route, its checks and its document are made."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from msgspec import Struct
from starlette.requests import Request

from musrenbang_live.web.api.parameters import Malformed, Parameter, Value
from musrenbang_live.web.api.problems import Refused
from musrenbang_live.web.bilingual import Said
from musrenbang_live.web.site import Site, address, site_of


class Asked(Struct, frozen=True):
    """A request to an operation: the site, and the values of parameters that were sent or that
    hold without being sent."""

    request: Request
    values: Mapping[str, Value]

    @property
    def site(self) -> Site:
        """The site that was asked."""
        return site_of(self.request)

    def text(self, name: str) -> str:
        """A text parameter; empty where it was not sent."""
        return str(self.values.get(name, ""))

    def number(self, name: str) -> int:
        """A number parameter; 0 where it was not sent."""
        return int(self.values.get(name, 0))

    def address(self, path: str) -> str:
        """The full address of a path of this site."""
        return address(self.request, path)


class Operation(Struct, frozen=True, kw_only=True):
    """What can be asked: a path below `/api/v1`, its parameters, and the shape of the answer."""

    id: str
    path: str
    tag: str
    summary: Said
    about: Said = Said("", "")
    parameters: tuple[Parameter, ...] = ()
    answer: Any
    handler: Callable[[Asked], Awaitable[Any]]

    @property
    def address(self) -> str:
        """The whole path, with gaps in braces."""
        return f"/api/v1{self.path}"

    @property
    def problems(self) -> tuple[str, ...]:
        """The codes it may be refused with."""
        kinds = ["parameter_unknown"]
        if self.parameters:
            kinds.append("parameter_malformed")
        if any(parameter.place == "path" for parameter in self.parameters):
            kinds.append("not_found")
        return (*kinds, "unavailable", "failure")

    def read(self, request: Request) -> Asked:
        """The request with its parameters read. Raises `Refused`."""
        sent = request.query_params.multi_items()
        queries = {each.name: each for each in self.parameters if each.place == "query"}
        for name, _ in sent:
            if name not in queries:
                raise Refused("parameter_unknown", name[:60])
        given: list[tuple[Parameter, str]] = [(queries[name], value) for name, value in sent]
        given += [
            (each, request.path_params[each.name])
            for each in self.parameters
            if each.place == "path"
        ]
        values: dict[str, Value] = {
            each.name: each.usual for each in self.parameters if each.usual is not None
        }
        seen = set[str]()
        for parameter, value in given:
            if parameter.name in seen:
                raise Refused("parameter_malformed", parameter.name)
            seen.add(parameter.name)
            values[parameter.name] = _value(parameter, value)
        return Asked(request, values)


def _value(parameter: Parameter, sent: str) -> Value:
    try:
        return parameter.read(sent)
    except Malformed:
        # What is malformed in a path leads nowhere.
        code = "not_found" if parameter.place == "path" else "parameter_malformed"
        raise Refused(code, parameter.name) from None
