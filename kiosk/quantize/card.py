"""The model cards: what a file is, where it comes from, how it was made, and what it lost by measure."""

from __future__ import annotations

from kiosk.quantize.recipe import Built, Recipe, Span
from kiosk.quantize.verdict import Difference, Verdict

_PURPOSE = {
    "detector": "Finds people in a whole picture: for each a score, a box, and four points that give the region to "
    "look at closely.",
    "landmarks_mask": "Reads 33 landmarks of one person in a region of interest, in the picture and in metres, and "
    "the person mask.",
    "landmarks": "Reads 33 landmarks of one person in a region of interest, in the picture and in metres. The same "
    "network as `landmarks_mask` without the mask's decoder: its outputs are the same bit for bit, in less time.",
}

_NOT_FOR = (
    "Not for telling who somebody is, for medical judgement, or for more than one person at a time. Limbs hidden by "
    "others, by plates or by the picture's edge are guesses; their visibility says so."
)


def card(recipe: Recipe, built: Built, size: int, ratio: float, verdict: Verdict | None) -> str:
    """Markdown card of one built file of ``size`` bytes; ``ratio`` is its time over the published file's."""
    member = recipe.member_of(built)
    source = recipe.sources[member.source]
    outputs = [f"| `{name}` | {_shape(member.outputs[name])} |" for name in built.outputs]
    lines = [
        f"# {built.file}",
        "",
        _PURPOSE[built.role],
        "",
        f"Role `{built.role}`. Input {_shape(member.input)} float32, red-green-blue.",
        "",
        "| output | shape, float32 |",
        "|---|---|",
        *outputs,
        "",
        "## Origin",
        "",
        f"`{member.path}` of the package {source.package} {source.version} (BlazePose, MediaPipe),"
        f" sha256 `{member.sha256}`.",
        f"Licence {source.licence}: see `LICENSE.mediapipe`, which also says what was changed.",
        "",
        "## How it was made",
        "",
        *_making(recipe, built),
        "",
        "## Measured",
        "",
        f"{size / 1e6:.2f} MB, the published file {member.bytes / 1e6:.2f} MB. Time of one run, one thread, on the"
        f" building machine: {ratio:.1f} of the published file's. On another processor the share differs: measure it"
        " there (`make bench`).",
        "",
        *_measured(verdict),
        "",
        "## Limits",
        "",
        "Judged against the float network, on rendered people; the float network's own errors come on top.",
        _NOT_FOR,
    ]
    return "\n".join(lines) + "\n"


def _shape(shape: tuple[int, ...]) -> str:
    return " x ".join(str(size) for size in shape)


def _making(recipe: Recipe, built: Built) -> list[str]:
    if built.quantized is None:
        return ["The published file as it is."]
    mixed = recipe.quantized[built.quantized]
    clip = recipe.calibration
    seen = "crops" if mixed.sees == "person" else "pictures"
    if built.arithmetic == "int8":
        what = "int8 weights (a scale for each channel) and activations, but for the operators below"
    else:
        what = "everything computes in float, and the runtime unpacks the weights once, when it loads the file"
    evened = "Channels of linear activations were evened out, " if mixed.equalise > 0 else ""
    rounding = "int8 weights were rounded together to keep each layer's results"
    return [
        f"`kiosk models build` by `recipe.toml`: {what}. {evened}{rounding if evened else rounding.capitalize()}, by"
        f" what the layers see on {clip.inputs} {seen} of the calibrating half of `{clip.clip}`; work that the"
        " published graph does for nothing was taken out (`kiosk/quantize/trim.py`). These operators compute in"
        " float:",
        "",
        "| operators | weights stored as | why |",
        "|---|---|---|",
        *(f"| {span.first}-{span.last} | {_stored(span)} | {span.why} |" for span in mixed.floats),
        "",
        f"How they were chosen, group by group: `{search_name(built.quantized)}`.",
    ]


def _stored(span: Span) -> str:
    return "float16, on a grid that keeps sums exact" if span.weights == "exact" else span.weights


def search_name(name: str) -> str:
    """File of the search table of the entry ``name`` of [quantized]."""
    return f"search_{name}.md"


def _measured(verdict: Verdict | None) -> list[str]:
    if verdict is None:
        return ["Not quantized, so nothing was lost."]
    return [
        f"Against the float network, on {verdict.pictures} pictures that took no part in calibration:",
        "",
        "| difference | median | 95th percentile |",
        "|---|---|---|",
        *map(_row, verdict.differences()),
        "",
        verdict.answers(),
    ]


def _row(row: Difference) -> str:
    name, spread, digits = row
    return f"| {name} | {spread.median:.{digits}f} | {spread.p95:.{digits}f} |"
