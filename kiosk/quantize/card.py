"""The model cards: what a file is, where it comes from, how it was made, and what it lost by measure."""

from __future__ import annotations

from kiosk.quantize.judge import DetectorVerdict, Spread, Verdict
from kiosk.quantize.recipe import Built, Mixed, Recipe, Span

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


def card(recipe: Recipe, built: Built, size: int, ratio: float, verdict: Verdict | DetectorVerdict | None) -> str:
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
        *_searched(built, mixed),
    ]


def _stored(span: Span) -> str:
    return "float16, on a grid that keeps sums exact" if span.weights == "exact" else span.weights


def _searched(built: Built, mixed: Mixed) -> list[str]:
    if mixed.sees != "person":
        return []
    return ["", f"How they were chosen, group by group: `{search_name(str(built.quantized))}`."]


def search_name(name: str) -> str:
    """File of the search table of the entry ``name`` of [quantized]."""
    return f"search_{name}.md"


def _measured(verdict: Verdict | DetectorVerdict | None) -> list[str]:
    if verdict is None:
        return ["Not quantized, so nothing was lost."]
    rows = _landmark_rows(verdict) if isinstance(verdict, Verdict) else _detector_rows(verdict)
    count = verdict.frames if isinstance(verdict, Verdict) else verdict.pictures
    return [
        f"Against the float network, on {count} pictures that took no part in calibration:",
        "",
        "| difference | median | 95th percentile |",
        "|---|---|---|",
        *rows,
    ]


def _row(name: str, spread: Spread, scale: float = 1.0, digits: int = 2) -> str:
    return f"| {name} | {spread.median * scale:.{digits}f} | {spread.p95 * scale:.{digits}f} |"


def _landmark_rows(verdict: Verdict) -> list[str]:
    rows = [
        _row("torso inclination, degrees", verdict.torso),
        _row("hip angle, degrees", verdict.hip),
        _row("knee angle, degrees", verdict.knee),
        _row("landmarks in space, millimetres", verdict.world, 1000.0, 0),
    ]
    if verdict.mask_iou is not None:
        rows.append(_row("mask, 1 - intersection over union", verdict.mask_iou, digits=3))
    if verdict.curvature is not None:
        rows.append(_row("back curvature, torso lengths", verdict.curvature, digits=3))
    return [
        *rows,
        "",
        f"A person is there or not: the same answer in {verdict.presence_agreement:.1%} (people, people half out of"
        f" the picture, no one); correlation {verdict.presence_correlation:.3f}; where the float network is sure"
        f" (0.9), never below {verdict.presence_lowest:.2f}.",
    ]


def _detector_rows(verdict: DetectorVerdict) -> list[str]:
    return [
        _row("centre of the region, shares of its side", verdict.centre, digits=3),
        _row("side of the region, shares of it", verdict.side, digits=3),
        _row("rotation of the region, degrees", verdict.rotation),
        _row("score", verdict.score, digits=3),
        "",
        f"A person is there or not: the same answer in {verdict.agreement:.1%} (people, people half out of the"
        " picture, no one).",
    ]
