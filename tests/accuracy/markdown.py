"""The report as text: a page for whoever has two minutes, and everything below it for whoever looks further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .compare import Change, Comparison
from .frames import ANGLES
from .lock import RELOCK_AT_MOST
from .summary import FOUND_AT_LEAST, GROUP_MEASURES

Data = Mapping[str, Any]

MAIN = ("torso_inclination", "hip_flexion", "knee_flexion", "back_curvature")
NOT_MEASURED = "-"
MOST_CHANGES = 40


def report_text(data: Data, comparison: Comparison | None, plots: Sequence[tuple[str, str]]) -> str:
    """The whole report. `plots` are (file, what it shows)."""
    half = "report" if data["halves"].get("report", {}).get("clips") else "tune"
    main = data["halves"][half]
    parts = [
        "# Accuracy of the mirror",
        _about(data, half),
        *_headline(main, half, comparison),
        *_changes(comparison),
        *_failed(data["failed"]),
        *_coaching(main),
        *_measures(main),
        *_found(main),
        *_lock(main),
        *_reps(main),
        *_faults(main),
        *_confusion(main),
        *_not_judged(main),
        *_groups(main),
        *_worst(main),
        *_cost(main, data),
        *_tune(data, half),
        *_real(data["real"]),
        *_plots(plots),
        _how_to_read(),
    ]
    return "\n\n".join(parts) + "\n"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A Markdown table; the first columns, which are words, to the left, the figures to the right."""
    rule = "|" + "|".join(["---"] * words + ["---:"] * (len(columns) - words)) + "|"
    lines = ["| " + " | ".join(columns) + " |", rule]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _about(data: Data, half: str) -> str:
    about = data["about"]
    counts = ", ".join(f"{name} {item['clips']}" for name, item in data["halves"].items())
    which = (
        "the report half, on which nothing was tuned" if half == "report" else "the TUNE half, as no report clips ran"
    )
    return (
        "Rendered people with exact truth, replayed through `kiosk replay`; written by `make accuracy`. "
        f"Networks in {about['arithmetic']}. Clips: {counts}. The figures are of {which}. "
        f"Mirror `{about['mirror']}`, renderer `{about['renderer']}`, models {about['models']}."
    )


def _headline(main: Data, half: str, comparison: Comparison | None) -> list[str]:
    counts, faults, found = main["counts"], main["all_faults"], main["found"]
    verdict = "" if found["share"] is None else " **pass**" if found["share"] >= FOUND_AT_LEAST else " **FAIL**"
    rows = [("Person found, clear side view (at least 99 % asked)", _percent(found["share"]) + verdict, _ends(found))]
    for name in MAIN:
        item = main["side_measures"].get(name)
        if item and item["settled"]["rmse"] is not None:
            interval = item["settled_rmse_interval"]
            rmse, p95 = (_value(name, item["settled"][key]) + _unit(name) for key in ("rmse", "p95"))
            value = f"{rmse}, 95 % within {p95}"
            ends = NOT_MEASURED if interval is None else f"{_value(name, interval[0])} to {_value(name, interval[1])}"
            rows.append((f"Error of {_words(name)}, side view, drills it has (RMSE, from standing)", value, ends))
    rows += [_target_row(item) for item in main["targets"]]
    rows += _lock_rows(main["lock"])
    off = counts["off_by_one"]
    rows += [
        ("Clips counted exactly", f"{_of(counts['exact'])}, {off} more off by one", _ends(counts["exact"])),
        (
            "Reps missed; reps made up",
            f"{counts['missed']}; {counts['extra']} of {counts['done']} done",
            NOT_MEASURED,
        ),
        ("Faults found of those acted and watched", _of(faults["recall"]), _ends(faults["recall"])),
        ("Faults found that are there", _of(faults["precision"]), _ends(faults["precision"])),
        ("Clean reps with a false alarm", _of(faults["false_alarms"]), _ends(faults["false_alarms"])),
        ("Acted faults that nothing watches yet", str(faults["unwatched"]), NOT_MEASURED),
        ("Acted drills the mirror does not have yet", str(len(main["unjudged"])), NOT_MEASURED),
        (
            "Processor time a frame; peak memory",
            f"{main['cost']['cpu_ms_a_frame']:.0f} ms; {main['cost']['peak_mb_most']:.0f} MB"
            if main["cost"]
            else "-",
            NOT_MEASURED,
        ),
    ]
    return [
        f"## What this says ({main['clips']} clips of the {half} half)",
        table(("", "", "90 % interval"), rows, words=2),
    ]


def _target_row(item: Data) -> tuple[str, str, str]:
    verdict = {True: " **pass**", False: " **FAIL**", None: ""}[item["reached"]]
    name, interval = item["measure"], item["interval"]
    side = item["low"] == 0.0
    where = f"within {item['high']:.0f}°" if side else f"{item['low']:.0f} to {item['high']:.0f}°"
    asked = f"at most {item['most']:g}° asked" + ("" if side else ", or refused")
    value = "refused" if item["rmse"] is None and item["reached"] else _value(name, item["rmse"])
    absent = "" if item["absent"] is None else f", absent {_percent(item['absent'])}"
    return (
        f"{_words(name)}, {where} of side-on, from standing ({asked})",
        f"{value}{absent}{verdict}",
        NOT_MEASURED if interval is None else f"{_value(name, interval[0])} to {_value(name, interval[1])}",
    )


def _lock_rows(lock: Data) -> list[tuple[str, str, str]]:
    kept, most = lock["kept"], lock["relock_most"]
    if not kept["of"]:
        return []
    verdict = "**pass**" if kept["hits"] == kept["of"] else "**FAIL**"
    soon = "" if most is None else " **pass**" if most <= RELOCK_AT_MOST else " **FAIL**"
    worst = "nobody came back" if most is None else f"{most:.2f} s"
    return [
        (
            "User kept among others, mirrors and posters (all clips asked)",
            f"{kept['hits']} of {kept['of']} {verdict}",
            _ends(kept),
        ),
        (
            f"Worst time to follow a user again (at most {RELOCK_AT_MOST:g} s asked)",
            f"{worst}{soon}, of {lock['returns']} returns",
            NOT_MEASURED,
        ),
    ]


def _coaching(main: Data) -> list[str]:
    verdict = {True: "**pass**", False: "**FAIL**", None: ""}
    rows = []
    for item in main["coaching"]:
        if "value" in item:
            came = NOT_MEASURED if item["value"] is None else f"{item['value']:.2f} ({item['of']} reps)"
        else:
            came = f"{100.0 * item['hits'] / item['of']:.1f} % ({item['hits']}/{item['of']})" if item["of"] else "-"
        rows.append((item["what"], item["asked"], f"{came} {verdict[item['reached']]}".rstrip(), _ends(item)))
    note = (
        "Side-on, drills that the mirror has. Found: at the grade that a coach sees at once. False alarms: of reps "
        "without any fault. Said first: of reps with a plain fault in which something was said, a fault of the "
        "highest care among those shown."
    )
    return ["## What was asked of the coaching", note, table(("", "asked", "came", "90 %"), rows, words=2)]


def _changes(comparison: Comparison | None) -> list[str]:
    if comparison is None:
        return ["## Against the last report", "There is no last report to compare with."]
    lines = [f"Over the {comparison.clips} clips that both have."]
    if comparison.only_before or comparison.only_after:
        lines[0] += f" New: {len(comparison.only_after)}; gone: {len(comparison.only_before)}."
    parts = ["## Against the last report", lines[0]]
    for title, worse in (("### Got worse", True), ("### Got better", False)):
        changes = [change for change in comparison.changes if change.worse == worse]
        changes.sort(key=lambda change: (change.group != "", -_size(change)))
        if not changes:
            parts += [title, "Nothing beyond chance."]
            continue
        rows = [_change_row(change) for change in changes[:MOST_CHANGES]]
        parts += [title, table(("figure", "of", "was", "is", "90 % interval of the change"), rows, words=2)]
        if len(changes) > MOST_CHANGES:
            parts.append(f"And {len(changes) - MOST_CHANGES} smaller ones: see `out/accuracy/report.json`.")
    return parts


def _size(change: Change) -> float:
    return abs(change.after - change.before) / max(abs(change.before), 1e-9)


def _change_row(change: Change) -> tuple[str, ...]:
    scale = 100.0 if change.unit == "%" else 1.0
    digits = 1 if change.unit in ("%", "MB", "ms") else 2 if change.unit == "deg" else 4
    unit = {"%": " %", "deg": "°", "": ""}.get(change.unit, f" {change.unit}")

    def text(value: float, sign: str = "") -> str:
        return f"{scale * value:{sign}.{digits}f}"

    low, high = change.interval
    return (
        change.figure,
        change.group or "all",
        text(change.before) + unit,
        text(change.after) + unit,
        f"{text(low, '+')} to {text(high, '+')}",
    )


def _failed(failed: Mapping[str, str]) -> list[str]:
    if not failed:
        return []
    rows = [(name, why.replace("|", "/")) for name, why in failed.items()]
    return ["## Clips that could not be scored", table(("clip", "why"), rows, words=2)]


def _measures(main: Data) -> list[str]:
    note = (
        "Every frame of reps and of standing. First three: as measured. Next three: less each clip's own error while "
        "standing, as the coach judges. The back's measures need the person mask, which only some frames ask for."
    )
    parts = [
        "## Every measure",
        note,
        "### In a side view, drills that the mirror has",
        _measure_table(main["side_measures"]),
    ]
    if main["measures"] != main["side_measures"]:
        parts += ["### In every view, every drill", _measure_table(main["measures"])]
    return parts


def _measure_table(measures: Data) -> str:
    rows = []
    for name, item in measures.items():
        rows.append(
            (
                _words(name) + (" (°)" if _unit(name) else ""),
                *(_value(name, item["raw"][key]) for key in ("bias", "rmse", "p95")),
                *(_value(name, item["settled"][key]) for key in ("bias", "rmse", "p95")),
                _percent(item["absent"]),
                _percent(item["absent_bottom"]),
            )
        )
    return table(("measure", "bias", "RMSE", "95 %", "bias", "RMSE", "95 %", "absent", "absent at bottom"), rows)


def _found(main: Data) -> list[str]:
    found, anywhere = main["found"], main["found_anywhere"]
    verdict = NOT_MEASURED if found["share"] is None else "pass" if found["share"] >= FOUND_AT_LEAST else "FAIL"
    rows = [
        ("Person found, whole in a clear side view (at least 99 %)", f"{_of(found)}: {verdict}"),
        ("Person found in all frames, also hidden, dark, out of the picture", _of(anywhere)),
        ("Frames in which somebody is seen in an empty room", str(main["ghost_frames"])),
        ("View (side, oblique, front) named right", _percent(main["view_right"])),
        ("Way of facing named right", _percent(main["facing_right"])),
    ]
    return ["## Finding the person", table(("", ""), rows, words=2)]


def _lock(main: Data) -> list[str]:
    lock = main["lock"]
    if not lock["clips"]:
        return []
    rows = [
        (
            name,
            "yes" if item["kept"] else "**NO**",
            str(item["strays"]),
            f"{item['followed']} of {item['seen']}",
            ", ".join(f"{seconds:.2f}" for seconds in item["relocks"]) or NOT_MEASURED,
            f"{item['longest']:.2f}",
            f"{item['told']}" + ("" if item["told_right"] else " **wrong**"),
        )
        for name, item in lock["clips"].items()
    ]
    note = (
        "Clips with somebody else, a mirror or posters. Strays are frames in which somebody else was followed. "
        "Followed counts frames that show the user whole and nobody before them; returns are after half a second out "
        f'of sight or hidden. "One at a time" was right in {_of(lock["told_right"])}: told where somebody stays '
        "beside the user, and nowhere else."
    )
    columns = ("clip", "kept", "strays", "followed", "back after, s", "longest without, s", "others told, frames")
    return ["## The user among others", note, table(columns, rows)]


def _reps(main: Data) -> list[str]:
    counts = main["counts"]
    rows = [
        ("Clips counted exactly", f"{_of(counts['exact'])}, 90 % interval {_ends(counts['exact'])}"),
        ("Off by one; further off", f"{counts['off_by_one']}; {counts['further_off']} clips"),
        (
            "Mean error; mean size of the error",
            f"{_signed(counts['mean_error'])}; {_plain(counts['mean_size'])} reps a clip",
        ),
        (
            "Reps done: seen, missed; made up",
            f"{counts['done']}: {counts['matched']}, {counts['missed']}; {counts['extra']}",
        ),
        ("Counted or attempt, named right", _of(counts["verdict_right"])),
    ]
    times = [
        (name, *(_plain(item[key], sign=key == "bias") for key in ("bias", "rmse", "p95")))
        for name, item in main["timing"].items()
    ]
    bottom = [
        (
            _words(name) + (" (°)" if _unit(name) else ""),
            *(_value(name, item[key]) for key in ("bias", "rmse", "p95")),
            _percent(item["absent"]),
        )
        for name, item in main["bottoms"].items()
    ]
    parts = ["## Reps", table(("", ""), rows, words=2)]
    if counts["matched"]:
        parts += [
            "When, in seconds, seen less true:",
            table(("", "bias", "RMSE", "95 %"), times),
            "The posture that the report states for each bottom, as measured:",
            table(("measure", "bias", "RMSE", "95 %", "absent"), bottom),
        ]
    return parts


def _faults(main: Data) -> list[str]:
    rows = []
    for name, item in main["faults"].items():
        grades = item["grades"]
        rows.append(
            (
                name,
                _of(item["recall"]),
                _ends(item["recall"]),
                *(
                    _of(grades[grade]) if grade in grades else NOT_MEASURED
                    for grade in ("slight", "clear", "extreme")
                ),
                _of(item["precision"]),
                _alarms(item["false_alarms"]),
            )
        )
    note = (
        "Recall over reps that show the fault, seen or missed; precision over all that were found, also in reps that "
        "nobody did; false alarms for each 100 clean reps, with the number of clean reps."
    )
    columns = ("fault", "recall", "90 %", "slight", "clear", "extreme", "precision", "false alarms")
    return ["## Faults", note, table(columns, rows) if rows else "No clip was judged."]


def _confusion(main: Data) -> list[str]:
    confusion = main["confusion"]
    if not confusion:
        return []
    found = sorted({name for row in confusion.values() for name in row} - {"reps", "none"})
    rows = [
        (acted, str(row["reps"]), *(str(row.get(name, "") or "") for name in [*found, "none"]))
        for acted, row in confusion.items()
    ]
    note = "Reps with one watched fault at most; acted down, found across."
    return ["### Confusion", note, table(("acted", "reps", *found, "none"), rows)]


def _not_judged(main: Data) -> list[str]:
    parts = []
    if main["unjudged"]:
        drills = [(drill, str(row["clips"]), str(row["reps"]), row["as"]) for drill, row in main["unjudged"].items()]
        note = (
            "The mirror has no such drill: reps and faults are not scored; replayed as the nearest for the measures."
        )
        parts += ["## Not yet judged", note, table(("drill", "clips", "reps", "replayed as"), drills)]
    if main["unwatched"]:
        rows = [(name, str(number)) for name, number in main["unwatched"].items()]
        note = "Acted in drills that the mirror has, but not watched there."
        parts += ["### Not watched", note, table(("fault", "reps that show it"), rows)]
    return parts


def _groups(main: Data) -> list[str]:
    parts = [
        "## By view, drill, build, clothes, scene",
        "RMSE less each clip's own error while standing (raw where nobody stands: *); how often the torso is absent.",
    ]
    columns = (
        "", "clips", *(_words(name) + (" (°)" if name in ANGLES else "") for name in GROUP_MEASURES),
        "torso absent", "found", "counted exactly", "faults found", "clean reps with false alarm",
    )  # fmt: skip
    for tag, values in main["groups"].items():
        if tag not in ("view", "drill") and len(values) < 2:
            continue
        parts += [f"### {tag}", table(columns, [_group_row(value, item) for value, item in values.items()])]
    return parts


def _group_row(value: str, item: Data) -> tuple[str, ...]:
    measures = item["measures"]
    cells = []
    for name in GROUP_MEASURES:
        figures = measures[name]
        rmse = figures.get("rmse")
        cells.append(NOT_MEASURED if rmse is None else _value(name, rmse) + ("" if figures["settled"] else "*"))
    faults = item["all_faults"]
    return (
        value,
        str(item["clips"]),
        *cells,
        _percent(measures["torso_inclination"]["absent"]),
        _percent(item["found"]["share"]),
        _of(item["counts"]["exact"]),
        _of(faults["recall"]),
        _of(faults["false_alarms"]),
    )


def _worst(main: Data) -> list[str]:
    if not main["worst"]:
        return []
    rows = [(row["clip"], row["drill"], row["view"], row["why"]) for row in main["worst"]]
    return ["## Where to look first", table(("clip", "drill", "view", "why"), rows, words=4)]


def _cost(main: Data, data: Data) -> list[str]:
    cost = main["cost"]
    if not cost:
        return []
    stages = ", ".join(f"{stage} {value:.1f}" for stage, value in cost["stages_ms"].items())
    real = ""
    if data["seconds_of_film"]:
        real = f" {data['cpu_of_film']:.2f} processor seconds for each second of film."
    return [
        "## Time and memory",
        f"{cost['cpu_ms_a_frame']:.1f} ms of processor time a frame with start-up, one thread; peak memory "
        f"{cost['peak_mb_median']:.0f} MB (most {cost['peak_mb_most']:.0f}).{real} Wall ms a frame by stage: "
        f"{stages}. These depend on the machine; `make bench` measures them against a peer.",
    ]


def _tune(data: Data, half: str) -> list[str]:
    tune = data["halves"].get("tune")
    if half == "tune" or not tune or not tune["clips"]:
        return []
    rows = []
    for name in MAIN:
        items = [data["halves"][which]["side_measures"].get(name) for which in ("tune", "report")]
        rows.append(
            (f"{_words(name)}, RMSE", *(_value(name, item["settled"]["rmse"]) if item else "-" for item in items))
        )
    both = [data["halves"][which] for which in ("tune", "report")]
    rows += [
        ("clips counted exactly", *(_of(item["counts"]["exact"]) for item in both)),
        ("faults found", *(_of(item["all_faults"]["recall"]) for item in both)),
        ("faults found that are there", *(_of(item["all_faults"]["precision"]) for item in both)),
        ("clean reps with a false alarm", *(_of(item["all_faults"]["false_alarms"]) for item in both)),
    ]
    note = (
        "Thresholds were chosen on the tune half; a report half much worse than it means they were chosen too finely."
    )
    return ["## The two halves", note, table(("", "tune", "report"), rows)]


def _real(rows: Sequence[Data] | None) -> list[str]:
    if rows is None:
        return ["## Real recordings", "Not at hand (`../shared/clips` is absent): not scored."]
    cells = [
        (
            row["clip"],
            row["drill"],
            f"{row['counted'][0]} of {row['counted'][1]}",
            f"{row['attempts'][0]} of {row['attempts'][1]}",
            f"{row['bottoms'][0]} of {row['bottoms'][1]}" if row["bottoms"][1] else NOT_MEASURED,
            ", ".join(f"{name} {hits} of {reps}" for name, (hits, reps) in row["every"].items()) or NOT_MEASURED,
            ", ".join(f"{name} {number}" for name, number in row["false"].items()) or "none",
            ", ".join(f"{name} {number}" for name, number in row["other"].items()) or "none",
            _percent(row["found"]),
        )
        for row in rows
    ]
    columns = ("clip", "as", "counted", "attempts", "bottoms", "true faults", "false faults", "undecided", "found")
    note = (
        "Other people's footage, no part of the project; counted by eye. Undecided: faults of which nothing is known."
    )
    return ["## Real recordings", note, table(columns, cells, words=2)]


def _plots(plots: Sequence[tuple[str, str]]) -> list[str]:
    return ["## Plots", *(f"![{what}](plots/{file})\n\n{what}" for file, what in plots)] if plots else []


def _how_to_read() -> str:
    return (
        "## How to read this\n\n"
        "Errors are seen less true. Intervals of RMSE come from drawing clips anew (bootstrap), those of shares "
        "are Wilson's; both 90 %. A change is named only where its interval leaves out nought. "
        "`tests/accuracy/README.md` has the rest."
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _unit(name: str) -> str:
    return "°" if name in ANGLES else ""


def _value(name: str, value: float | None) -> str:
    if value is None:
        return NOT_MEASURED
    return f"{value:.1f}" if name in ANGLES else f"{value:.3f}"


def _plain(value: float | None, sign: bool = False) -> str:
    return NOT_MEASURED if value is None else f"{value:{'+' if sign else ''}.2f}"


def _signed(value: float | None) -> str:
    return _plain(value, sign=True)


def _percent(share: float | None) -> str:
    return NOT_MEASURED if share is None else f"{100.0 * share:.1f} %"


def _of(share: Data) -> str:
    return NOT_MEASURED if not share["of"] else f"{100.0 * share['share']:.0f} % ({share['hits']}/{share['of']})"


def _alarms(share: Data) -> str:
    return NOT_MEASURED if not share["of"] else f"{100.0 * share['share']:.1f} ({share['of']})"


def _ends(share: Data) -> str:
    ends = share["interval"]
    return NOT_MEASURED if ends is None else f"{100.0 * ends[0]:.0f} to {100.0 * ends[1]:.0f} %"
