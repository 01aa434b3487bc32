"""What can go wrong in the API: RFC 9457 problems, each with a code that does not change."""

from typing import Final

from msgspec import Struct

from musrenbang_live.web.bilingual import Said


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A refusal (RFC 9457, `application/problem+json`). `type` is the address that explains `code`;
    `parameter` names the parameter it is about."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    parameter: str = ""


class Kind(Struct, frozen=True):
    """One kind of refusal: its HTTP status and what it means."""

    status: int
    meaning: Said


PROBLEMS: Final[dict[str, Kind]] = {
    "not_found": Kind(
        404,
        Said(
            "Tidak ada, atau belum diterbitkan.",
            "There is nothing at this address, or it is not published.",
        ),
    ),
    "parameter_malformed": Kind(
        400,
        Said(
            "Isi sebuah parameter tidak sesuai dengan uraiannya.",
            "The value of a parameter is not as described.",
        ),
    ),
    "parameter_unknown": Kind(
        400,
        Said(
            "Alamat ini tidak mengenal parameter itu.", "This address does not have that parameter."
        ),
    ),
    "method_not_allowed": Kind(
        405, Said("API ini hanya untuk membaca: GET dan HEAD.", "This API is for reading only.")
    ),
    "failure": Kind(
        500,
        Said("Ada kesalahan pada program ini.", "Something is wrong with this program."),
    ),
    "unavailable": Kind(
        503,
        Said(
            "Basis data sedang tidak dapat dihubungi. Coba lagi sebentar lagi.",
            "The database cannot be reached at this moment. Try again soon.",
        ),
    ),
}
"""Every code. Codes are added, never renamed."""


class Refused(Exception):
    """A request that is answered with a problem; `code` is a key of `PROBLEMS`."""

    def __init__(self, code: str, parameter: str = "") -> None:
        super().__init__(code, parameter)
        self.code = code
        self.parameter = parameter


def problem(refused: Refused, page: str) -> Problem:
    """The problem as it is sent; `page` is the full address of the page that explains codes."""
    kind = PROBLEMS[refused.code]
    return Problem(
        type=f"{page}#masalah-{refused.code}",
        title=kind.meaning.en,
        status=kind.status,
        code=refused.code,
        detail=kind.meaning.id,
        parameter=refused.parameter,
    )
