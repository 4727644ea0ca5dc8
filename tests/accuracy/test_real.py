from __future__ import annotations

from tests.accuracy.drills import SHIPPED
from tests.accuracy.pieces import replayed, seen_rep
from tests.accuracy.real import RealClip, real_clips, score_recording

CLIP = RealClip("x.mp4", "hip_hinge", 2, 1, (2.0, 5.0, 8.0), every=("squatting",), never=("rounded_back",))


def test_a_recording_is_scored_by_what_was_counted_by_eye() -> None:
    reps = [
        seen_rep(2.4, "squatting"),
        seen_rep(5.6, "squatting", "rounded_back"),
        seen_rep(8.0, "too_fast", counted=False),
    ]
    row = score_recording(CLIP, replayed(reps))
    assert (row["counted"], row["attempts"]) == ([2, 2], [1, 1])
    assert row["bottoms"] == [2, 3]  # 5.6 is too far from 5.0
    assert row["every"] == {"squatting": [2, 3]}
    assert row["false"] == {"rounded_back": 1}
    assert row["other"] == {"too_fast": 1}


def test_one_rep_is_not_near_two_bottoms() -> None:
    clip = RealClip("x.mp4", "hip_hinge", 2, 0, (2.0, 2.4))
    assert score_recording(clip, replayed([seen_rep(2.2)]))["bottoms"] == [1, 2]


def test_what_is_known_of_the_recordings_is_whole() -> None:
    _, clips = real_clips()
    assert len({clip.file for clip in clips}) == len(clips) >= 9
    for clip in clips:
        assert (SHIPPED / f"{clip.drill}.toml").is_file()
        assert len(clip.bottoms) in (0, clip.counted + clip.attempts)
        assert list(clip.bottoms) == sorted(clip.bottoms)
        assert not set(clip.every) & set(clip.never)
